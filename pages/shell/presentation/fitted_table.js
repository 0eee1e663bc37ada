// A table cut to the room it has: the rows and columns that do not fit are left out and counted beneath it.
const fit = (area, data) => {
  const place = area.closest(`.st-key-${data.place}`);
  const table = area.querySelector('table');
  const more = area.querySelector('p');
  if (!place || !table) return;
  const cells = [...table.querySelectorAll('th, td')];
  const rows = [...table.tBodies[0].rows];
  cells.forEach((cell) => { cell.hidden = false; });
  rows.forEach((row) => { row.hidden = false; });
  more.textContent = '';
  const room = place.getBoundingClientRect();
  let columns = data.headings.length;
  while (columns > 2 && table.scrollWidth > room.width + 1) {
    columns -= 1;
    [...table.rows].forEach((row) => { row.cells[columns].hidden = true; });
  }
  const end = room.bottom - 1.8 * parseFloat(getComputedStyle(more).fontSize);
  let shown = rows.length;
  while (shown > 1 && rows[shown - 1].getBoundingClientRect().bottom > (shown < data.count ? end : room.bottom)) {
    shown -= 1;
    rows[shown].hidden = true;
  }
  const said = [];
  if (shown < data.count) said.push(data.moreRows.replace('{count}', data.count - shown));
  if (columns < data.headings.length) said.push(data.moreColumns.replace('{count}', data.headings.length - columns));
  more.textContent = said.join('　');
};

export default function ({ data, parentElement }) {
  const make = (tag, text, properties = {}) => Object.assign(document.createElement(tag), { textContent: text }, properties);
  const table = make('table', '', { className: 'fitted-table' });
  table.append(make('caption', data.caption, { className: 'heard' }));
  const head = table.createTHead().insertRow();
  data.headings.forEach((heading, column) => {
    head.append(make('th', heading, { scope: 'col', className: data.numeric[column] ? 'number' : '' }));
  });
  const body = table.createTBody();
  data.rows.forEach((cells) => {
    const row = body.insertRow();
    cells.forEach((cell, column) => row.append(make('td', cell, { className: data.numeric[column] ? 'number' : '' })));
  });
  const area = make('div', '', { className: 'fitted' });
  area.append(table, make('p', '', { className: 'more' }));
  parentElement.replaceChildren(area);
  const place = area.closest(`.st-key-${data.place}`);
  const again = () => fit(area, data);
  again();
  document.fonts.ready.then(again);
  const watch = new ResizeObserver(again);
  if (place) watch.observe(place);
  return () => watch.disconnect();
}
