// A page laid out on the wall: type grows where all of it still fits, and never shrinks; nothing scrolls; sections that
// find no room are left out and named.
const NARROWEST = 30;
const MOST_COLUMNS = 6;
const MOST_COLUMNS_WITH_PARTS = 3;
const HIGHEST_PICTURE = 0.46;
const LARGER = [1.4, 1.2, 1];
const make = (tag, name, text = '') => Object.assign(document.createElement(tag), { className: name, textContent: text });

const tableOf = ({ caption, headings, numeric, rows }) => {
  const table = make('table', 'paper-table');
  table.append(make('caption', '', caption));
  const side = (column) => (numeric[column] ? 'number' : '');
  const head = table.createTHead().insertRow();
  headings.forEach((heading, column) => head.append(Object.assign(make('th', side(column), heading), { scope: 'col' })));
  const body = table.createTBody();
  rows.forEach((cells) => {
    const row = body.insertRow();
    cells.forEach((cell, column) => row.append(make('td', side(column), cell)));
  });
  return table;
};

const blockOf = (section) => {
  const block = make('section', 'paper-block');
  block.append(make('h3', '', section.heading));
  section.paragraphs.forEach((text) => block.append(make('p', '', text)));
  section.pictures.forEach((picture) => {
    const image = Object.assign(make('img', ''), { src: picture.address, alt: picture.words });
    image.style.aspectRatio = `${1 / picture.aspect}`;
    block.append(image);
  });
  section.tables.forEach((table) => block.append(tableOf(table)));
  return block;
};

// The best way to share blocks out: each whole, else its words without its tables, else not at all; then evenly.
// What comes first on the page matters most. Pictures stand in the first column.
const shared = (blocks, columns, room) => {
  const withParts = columns <= MOST_COLUMNS_WITH_PARTS;
  let best = { score: -1, highest: Infinity, places: [] };
  const filled = Array(columns).fill(0);
  const places = [];
  const go = (number, score) => {
    if (score + 1000 * (blocks.length - number) < best.score) return;
    if (number === blocks.length) {
      const highest = Math.max(...filled);
      if (score > best.score || (score === best.score && highest < best.highest - 1)) {
        best = { score, highest, places: places.map((place) => ({ ...place })) };
      }
      return;
    }
    const block = blocks[number];
    const ways = [{ height: block.whole, worth: 1000 - 60 * number, part: false }];
    if (withParts && block.words < block.whole && block.words > 0) {
      ways.push({ height: block.words, worth: 450 - 20 * number, part: true });
    }
    ways.forEach(({ height, worth, part }) => {
      for (let column = 0; column < (block.isPicture ? 1 : columns); column += 1) {
        if (filled[column] + height > room) continue;
        filled[column] += height;
        places.push({ column, part });
        go(number + 1, score + worth);
        places.pop();
        filled[column] -= height;
      }
    });
    places.push({ column: -1, part: false });
    go(number + 1, score);
    places.pop();
  };
  go(0, 0);
  return best.places;
};

// Each source once, with the sections shown that rest on it.
const sourcesOf = (data, shown) => {
  const rests = new Map();
  shown.filter(({ source }) => source).forEach(({ source, heading }) => {
    rests.set(source, [...(rests.get(source) || []), heading]);
  });
  return [...rests].map(([source, headings]) => data.sourceOf
    .replace('{source}', source).replace('{headings}', headings.join(data.between))).join('　');
};

// Lay the page out in type of some size; what did not find room comes back.
const layAt = (unit, area, data, blocks) => {
  area.style.setProperty('--u', `${unit}px`);
  const body = area.querySelector('.paper-columns');
  const [sources, more] = area.querySelectorAll('p.below');
  const columns = Math.max(2, Math.min(MOST_COLUMNS, Math.floor(area.clientWidth / (NARROWEST * unit))));
  body.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
  const homes = Array.from({ length: columns }, () => make('div', 'paper-column'));
  body.replaceChildren(...homes);
  more.textContent = '　';
  sources.textContent = sourcesOf(data, data.sections);
  const room = body.clientHeight;
  area.style.setProperty('--highest', `${HIGHEST_PICTURE * room}px`);
  const measured = blocks.map((block, number) => {
    const tables = [...block.querySelectorAll('table')];
    homes[0].append(block);
    tables.forEach((table) => { table.hidden = true; });
    const words = data.sections[number].paragraphs.length ? block.getBoundingClientRect().height : 0;
    tables.forEach((table) => { table.hidden = false; });
    const isWide = tables.some((table) => table.scrollWidth > homes[0].clientWidth + 1);
    const whole = isWide ? Infinity : block.getBoundingClientRect().height;
    return { whole, words, isPicture: data.sections[number].pictures.length > 0 };
  });
  blocks.forEach((block) => block.remove());
  const said = [];
  const shown = [];
  // The room below the last section of a column may be beneath the edge.
  shared(measured, columns, room + unit).forEach(({ column, part }, number) => {
    const { heading } = data.sections[number];
    if (column < 0) {
      said.push(heading);
      return;
    }
    blocks[number].querySelectorAll('table').forEach((table) => { table.hidden = part; });
    if (part) said.push(data.tableOf.replace('{heading}', heading));
    shown.push(data.sections[number]);
    homes[column].append(blocks[number]);
  });
  sources.textContent = sourcesOf(data, shown);
  more.textContent = said.length ? data.leftOut.replace('{headings}', said.join(data.between)) : '';
  return said.length;
};

const lay = (area, data, blocks) => {
  const place = area.closest(`.st-key-${data.place}`);
  if (!place || !place.clientHeight) return;
  area.style.height = `${place.clientHeight}px`;
  area.style.removeProperty('--u');
  const unit = parseFloat(getComputedStyle(area.querySelector('p.below')).fontSize);
  LARGER.some((scale) => layAt(scale * unit, area, data, blocks) === 0);
};

export default function ({ data, parentElement }) {
  const area = make('div', 'paper');
  const headline = make('dl', 'paper-headline');
  data.headline.forEach(([label, value, note]) => {
    const cell = make('div', '');
    const figure = make('dd', '');
    figure.append(make('b', '', value), make('p', '', note));
    cell.append(make('dt', '', label), figure);
    headline.append(cell);
  });
  area.append(...(data.headline.length ? [headline] : []), make('div', 'paper-columns'), make('p', 'below'), make('p', 'below'));
  parentElement.replaceChildren(area);
  const blocks = data.sections.map(blockOf);
  const again = () => lay(area, data, blocks);
  again();
  document.fonts.ready.then(again);
  const place = area.closest(`.st-key-${data.place}`);
  const watch = new ResizeObserver(again);
  if (place) watch.observe(place);
  return () => watch.disconnect();
}
