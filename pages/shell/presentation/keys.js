// The keys of a meeting. Every press is told with a number, together with all that the server has not yet confirmed:
// a press during a run is carried out by the next one, and one that is told twice is carried out once.
const KEYS = {
  PageDown: 'next', ArrowRight: 'next', ArrowDown: 'next', ' ': 'next', n: 'next',
  PageUp: 'previous', ArrowLeft: 'previous', ArrowUp: 'previous', Backspace: 'previous', p: 'previous',
  Home: 'first', End: 'last', q: 'questions', d: 'theme', r: 'restart',
};
const BLANKS = { b: '#000', '.': '#000', w: '#fff' };
const held = (window.atlasMeeting ??= {
  name: `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`, number: 0, acts: [], typed: '', asking: false,
});

const layer = (id, text = '') => {
  const box = document.getElementById(id) || document.createElement('div');
  box.id = id;
  if (text) box.textContent = text;
  document.body.append(box);
  return box;
};
const gone = (id) => {
  const box = document.getElementById(id);
  if (box) box.remove();
  return Boolean(box);
};

// A message that meets the end of a run may be lost: what nobody confirmed in time is told again, under its number.
const CONFIRMED_WITHIN = 1200;
const send = () => {
  held.sent = Date.now();
  held.set('pressed', { window: held.name, acts: [...held.acts], sent: held.sent });
};
const tell = (name, number = 0) => {
  held.number += 1;
  held.acts.push({ id: held.number, name, number });
  send();
};
const tellAgain = () => {
  if (held.acts.length && Date.now() - held.sent > CONFIRMED_WITHIN) send();
};

// What is read aloud: one region that stands from the beginning, since one that comes with its words is not read.
const say = (text) => {
  document.getElementById('meeting-said').textContent = text;
};
const standsRegion = () => {
  if (document.getElementById('meeting-said')) return;
  const region = layer('meeting-said');
  region.setAttribute('role', 'status');
  region.setAttribute('aria-live', 'polite');
  region.style.cssText = 'position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap';
};

const showKeys = () => {
  if (gone('meeting-help')) return;
  const box = layer('meeting-help');
  const table = document.createElement('table');
  const title = document.createElement('caption');
  title.textContent = held.data.help.title;
  table.append(title);
  held.data.help.rows.forEach(([key, does]) => {
    const row = table.insertRow();
    row.append(Object.assign(document.createElement('th'), { textContent: key, scope: 'row' }));
    row.insertCell().textContent = does;
  });
  box.setAttribute('role', 'dialog');
  box.setAttribute('aria-modal', 'true');
  box.setAttribute('aria-label', held.data.help.title);
  box.tabIndex = -1;
  box.append(table);
  box.focus();
};

const typeDigit = (digit) => {
  held.typed = (held.typed + digit).slice(-3);
  const words = held.data.goTo.replace('{number}', held.typed);
  layer('meeting-typed', words).setAttribute('aria-hidden', 'true');
  say(words);
};

const escape = () => {
  held.typed = '';
  if (gone('meeting-help') | gone('meeting-typed')) return;
  if (held.asking) {
    held.asking = false;
    tell('close');
  } else {
    tell('leave');
  }
};

const enter = () => {
  if (!held.typed) return tell('next');
  gone('meeting-typed');
  tell('jump', Number(held.typed));
  held.typed = '';
  return undefined;
};

const press = (key) => {
  // A blank screen hides what is on it: whatever is pressed brings it back first, and does nothing else.
  if (gone('meeting-blank')) {
    say(held.data.back);
    return true;
  }
  const act = KEYS[key];
  if (key === 'Escape') escape();
  else if (key === 'Enter') enter();
  else if (key === '?' || key === 'F1') showKeys();
  else if (BLANKS[key]) {
    layer('meeting-blank').style.background = BLANKS[key];
    say(held.data.blank);
  }
  else if (key === 's' && held.data.speaker) window.open(`${location.pathname}?${held.data.speaker}`, 'atlas-speaker');
  else if (/^[0-9]$/.test(key)) {
    if (held.asking && Number(key) >= 1 && Number(key) <= held.data.questions) tell('choose', Number(key));
    else typeDigit(key);
  } else if (act) {
    if (act === 'questions' && !held.data.questions) return true;
    // A number that no Enter followed was typed by mistake.
    held.typed = '';
    gone('meeting-typed');
    gone('meeting-help');
    held.asking = act === 'questions' ? !held.asking : held.asking && act === 'theme';
    tell(act);
  } else return false;
  return true;
};

const onKey = (event) => {
  const writes = event.target.closest?.('input, textarea, select, [contenteditable=true]');
  if (writes || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  // Enter and the space bar on a button or a link are its own.
  if (['Enter', ' '].includes(event.key) && event.target.closest?.('button, a[href]')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // A key that is held down goes one step on, not through the whole meeting.
  if (event.repeat ? key in KEYS : press(key)) {
    event.preventDefault();
    event.stopPropagation();
  }
};

// What was pressed before the first step stood; what is older was meant for a meeting that has ended.
const WAITS_AT_MOST = 60_000;
const catchUp = () => {
  const pressed = (window.atlasPressed ?? []).splice(0);
  pressed.filter((event) => performance.now() - event.timeStamp < WAITS_AT_MOST).forEach(onKey);
};

const onSize = () => {
  clearTimeout(held.resizing);
  held.resizing = setTimeout(() => held.set('height', window.innerHeight), 250);
};

const onClick = (event) => {
  const act = event.target.closest?.('[data-act]');
  if (act) tell(act.dataset.act, Number(act.dataset.number || 0));
};

const twoDigits = (number) => String(number).padStart(2, '0');
const asTime = (hours, minutes, seconds) => [hours, minutes, seconds].map(twoDigits).join(':');
const showTime = () => {
  const now = new Date();
  document.querySelectorAll('[data-clock]').forEach((place) => {
    place.textContent = asTime(now.getHours(), now.getMinutes(), now.getSeconds());
  });
  document.querySelectorAll('[data-since]').forEach((place) => {
    const passed = place.dataset.since ? Math.max(0, Math.floor((now - Number(place.dataset.since)) / 1000)) : 0;
    place.textContent = asTime(Math.floor(passed / 3600), Math.floor(passed / 60) % 60, passed % 60);
  });
};

export default function ({ data, setStateValue }) {
  // Drawn anew, the listener may start before the one it follows has ended: only the last one ends it.
  const turn = (held.turn = {});
  held.data = data;
  held.set = setStateValue;
  const done = data.handled[held.name] || 0;
  held.acts = held.acts.filter((act) => act.id > done);
  if (!held.acts.length) held.asking = data.asking;
  if (!held.listens) {
    held.listens = true;
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('click', onClick);
    window.addEventListener('resize', onSize);
    held.ticks = setInterval(showTime, 500);
    held.repeats = setInterval(tellAgain, 300);
  }
  standsRegion();
  showTime();
  catchUp();
  // The window may have changed before the meeting began: its type is drawn for the height that the page opened with.
  if (data.speaker && data.height !== window.innerHeight) onSize();
  return () => {
    if (held.turn !== turn) return;
    held.listens = false;
    document.removeEventListener('keydown', onKey, true);
    document.removeEventListener('click', onClick);
    window.removeEventListener('resize', onSize);
    clearInterval(held.ticks);
    clearInterval(held.repeats);
    ['meeting-help', 'meeting-typed', 'meeting-blank', 'meeting-said'].forEach(gone);
  };
}
