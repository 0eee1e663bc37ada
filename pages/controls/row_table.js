// A real table whose first cells are buttons: a click, Enter or the space bar tells which row was chosen.
// Every run builds the table anew, and one that moved on the page gets a new place too: the focus is given back to the
// row that had it, so that a reader with a keyboard goes on from there.
let focused = null;

// Whoever clicks elsewhere has left it.
document.addEventListener('pointerdown', (event) => { if (!event.target.closest('.row-table')) focused = null; }, true);

const regain = (root) => {
  const row = [...root.querySelectorAll('.row-table button')].find((button) => button.dataset.code === focused);
  if (row && document.activeElement === document.body) row.focus({ preventScroll: true });
};

export default function ({ data, parentElement, setTriggerValue }) {
  const make = (tag, text, properties = {}) => Object.assign(document.createElement(tag), { textContent: text }, properties);
  const remember = (button) => {
    button.onfocus = () => { focused = button.dataset.code; };
    // Who goes elsewhere names the place; a table that is moved or taken away does not, and may go after another came.
    button.onblur = (event) => {
      if (event.relatedTarget) focused = null;
      else setTimeout(() => regain(document));
    };
  };
  const table = make('table', '', { className: 'atlas-table row-table' });
  table.append(make('caption', data.caption));
  const head = document.createElement('tr');
  data.headings.forEach((heading, column) => {
    const cell = make('th', data.order ? '' : heading, { scope: 'col', className: data.numeric[column] ? 'number' : '' });
    head.append(cell);
    if (!data.order) return;
    const isOrdered = column === data.order.column;
    cell.setAttribute('aria-sort', isOrdered ? (data.order.descending ? 'descending' : 'ascending') : 'none');
    cell.classList.toggle('marked', column === data.order.marked);
    const arrow = isOrdered ? (data.order.descending ? ' ▼' : ' ▲') : '';
    const button = make('button', heading + arrow, { type: 'button', onclick: () => setTriggerValue('ordered', column) });
    button.dataset.code = `heading ${column}`;
    remember(button);
    cell.append(button);
  });
  table.createTHead().append(head);
  const body = table.createTBody();
  data.rows.forEach((cells, place) => {
    const row = body.insertRow();
    const choose = () => setTriggerValue('chosen', data.codes[place]);
    row.className = data.codes[place] === data.chosen ? 'chosen' : '';
    cells.forEach((cell, column) => {
      if (column > 0) {
        row.append(make('td', cell, { className: data.numeric[column] ? 'number' : '' }));
        return;
      }
      const button = make('button', cell, { type: 'button', onclick: (event) => { event.stopPropagation(); choose(); } });
      button.dataset.code = data.codes[place];
      remember(button);
      button.setAttribute('aria-pressed', String(data.codes[place] === data.chosen));
      row.insertCell().append(button);
    });
    row.onclick = choose;
  });
  const area = make('div', '', { className: 'table-scroll', tabIndex: 0, role: 'region' });
  area.setAttribute('aria-label', data.caption);
  area.append(table);
  parentElement.replaceChildren(area);
  regain(area);
}
