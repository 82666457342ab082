// Everything shown is set as text, never as markup: names come from the program under test.
const BINS = 100, ROW = 30, MOST_TESTS = 200;
const $ = id => document.getElementById(id);
const model = load(JSON.parse($('data').textContent));
const state = { words: [], kinds: new Set(KINDS), class: '', rule: '', scope: null, bin: null, view: 'places', rows: [], chosen: null };

function element(tag, className, text, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  node.append(...children.filter(c => c));
  return node;
}

function action(className, text, run) {
  const node = element('button', className, text);
  node.type = 'button';
  node.addEventListener('click', run);
  return node;
}

function matches(s, without) {
  return (without === 'kind' || state.kinds.has(s.kind))
    && (!state.class || s.class === state.class)
    && (!state.rule || (s.rule || '-') === state.rule)
    && (!state.scope || s.scope === state.scope)
    && (without === 'bin' || state.bin === null || binOf(model, s.scope, BINS) === state.bin)
    && state.words.every(word => s.text.includes(word));
}

function update() {
  const found = model.survivors.filter(s => matches(s));
  const places = placesOf(found), tests = testsOf(found);
  $('tab-places').textContent = `Places (${number(places.length)})`;
  $('tab-tests').textContent = `Tests (${number(tests.length)})`;
  state.rows = state.view === 'places' ? places : tests;
  state.span = spanOf(tests);
  showKinds();
  showStrip();
  showChips();
  showView();
}

// The time that the lanes show: that of the tests in the list.
function spanOf(tests) {
  const timed = tests.filter(t => t.scope.from !== undefined);
  const from = timed.reduce((least, t) => Math.min(least, t.scope.from), Infinity);
  const to = timed.reduce((most, t) => Math.max(most, t.scope.to), -Infinity);
  return to > from ? { from, to } : model;
}

function showKinds() {
  const found = model.survivors.filter(s => matches(s, 'kind'));
  for (const kind of KINDS) $('count-' + kind).textContent = ` ${kind}s (${number(found.reduce((n, s) => n + (s.kind === kind ? s.count : 0), 0))})`;
}

function showStrip() {
  const bins = binsOf(model, model.survivors.filter(s => matches(s, 'bin')), BINS);
  const most = Math.max(1, ...bins.flatMap(b => KINDS.map(k => b[k])));
  const span = (model.to - model.from) / BINS;
  $('strip-title').textContent = model.timed ? 'Survivors by the time their test began' : 'Survivors in the order of their tests';
  $('strip-rows').replaceChildren(...KINDS.map(kind => {
    const band = element('div', 'band ' + kind, null, element('span', '', kind + 's'));
    bins.forEach((bin, i) => {
      const cell = action('', '', () => { state.bin = state.bin === i ? null : i; update(); });
      const at = model.timed ? `${duration(i * span)} to ${duration((i + 1) * span)}` : `part ${i + 1} of ${BINS}`;
      cell.title = `${at}: ${count(bin[kind], kind)}`;
      cell.setAttribute('aria-label', cell.title);
      if (bin[kind]) cell.style.background = heat(bin[kind], most);
      if (state.bin === i) cell.style.outline = '2px solid var(--accent)';
      else if (!bin[kind]) cell.tabIndex = -1;
      band.append(cell);
    });
    return band;
  }));
  $('strip-axis').replaceChildren(...axis(model));
}

function heat(value, most) {
  return `rgb(var(--c) / ${(0.25 + 0.75 * Math.sqrt(value / most)).toFixed(2)})`;
}

function axis({ from, to }) {
  if (!model.timed) return [element('span', '', 'first'), element('span', '', 'last')];
  return [0, 1, 2, 3, 4].map(i => element('span', '', i && from > model.from ? '+' + duration((to - from) * i / 4) : duration(from - model.from + (to - from) * i / 4)));
}

function showChips() {
  chip('scope-filter', state.scope && `Test: ${state.scope.name}`, () => { state.scope = null; });
  chip('time-filter', state.bin !== null && (model.timed ? `From ${duration(state.bin * (model.to - model.from) / BINS)}` : `Part ${state.bin + 1}`), () => { state.bin = null; });
}

function chip(id, text, clear) {
  $(id).hidden = !text;
  $(id).textContent = text ? text + ' \u00d7' : '';
  $(id).onclick = () => { clear(); update(); };
}

function showView() {
  for (const tab of document.querySelectorAll('[role=tab]')) tab.setAttribute('aria-selected', tab.dataset.view === state.view);
  const isRun = state.view === 'run';
  $('run').hidden = !isRun;
  $('list').hidden = $('detail').hidden = isRun;
  document.querySelector('main').className = isRun ? 'single' : '';
  if (isRun) return;
  $('list').className = state.view;
  $('list').setAttribute('aria-labelledby', 'tab-' + state.view);
  $('head').replaceChildren(...(state.view === 'places' ? placeHead() : testHead()));
  $('empty').hidden = state.rows.length > 0;
  $('scroller').hidden = state.rows.length === 0;
  $('empty').textContent = model.survivors.length === 0 ? 'Nothing survived its test in this run.' : 'Nothing matches these filters.';
  $('canvas').style.height = state.rows.length * ROW + 'px';
  $('scroller').scrollTop = 0;
  state.chosen = state.rows.find(isChosen) || state.rows[0] || null;
  drawRows();
  showDetail();
}

// Only the rows in sight exist, so ten thousand tests scroll as fast as ten.
function drawRows() {
  const first = Math.max(0, Math.floor($('scroller').scrollTop / ROW) - 5);
  const last = Math.min(state.rows.length, first + Math.ceil($('scroller').clientHeight / ROW) + 10);
  const make = state.view === 'places' ? placeRow : testRow;
  $('canvas').replaceChildren(...state.rows.slice(first, last).map((row, i) => {
    const node = action('row', null, () => choose(row));
    node.append(...make(row));
    node.style.top = (first + i) * ROW + 'px';
    node.setAttribute('aria-selected', isChosen(row));
    return node;
  }));
}

function isChosen(row) {
  return Boolean(state.chosen) && (row.first ? state.chosen.first === row.first : state.chosen.scope === row.scope);
}

function choose(row) {
  state.chosen = row;
  if (row.first && row.first.fingerprint) history.replaceState(null, '', '#' + row.first.fingerprint);
  drawRows();
  showDetail();
}

function placeHead() {
  return [['', 'Kind'], ['', 'What'], ['', 'Line'], ['number', 'Tests'], ['number', 'Survivors'], ['', 'Rule']].map(([c, t]) => element('span', c, t));
}

function placeRow(place) {
  const s = place.first, main = mainFrame(s);
  const line = element('span', 'faint', main ? `${shortFile(main.file)}:${main.line ?? ''}` : '');
  line.title = main ? main.file : '';
  const what = element('span', '', s.what);
  what.title = s.what;
  return [element('span', 'kind ' + s.kind, s.kind), what, line, element('span', 'number', number(place.scopes.size)), element('span', 'number', number(place.count)), element('span', 'faint', s.rule || '')];
}

function testHead() {
  const lane = element('span', 'axis', null, ...(model.timed ? axis(state.span) : [element('span', '', 'times were not noted')]));
  return [element('span', '', 'Test'), ...KINDS.map(k => element('span', 'number', k + 's')), lane];
}

function testRow(test) {
  const name = element('span', '', (model.reports.length > 1 ? test.scope.report.assembly + ': ' : '') + shortName(test.scope.name));
  name.title = test.scope.name;
  return [name, ...KINDS.map(kind => {
    const cell = element('span', 'heat ' + kind, test[kind] ? number(test[kind]) : '');
    if (test[kind]) cell.style.setProperty('--a', Math.min(0.65, 0.22 + 0.1 * Math.log2(test[kind])));
    return cell;
  }), lane(test)];
}

// The test as a bar, and below it each kind of survivor from its birth to the end of the test's check.
function lane(test) {
  const node = element('span', 'lane');
  const part = at => Math.min(100, Math.max(0, 100 * (at - state.span.from) / (state.span.to - state.span.from)));
  const bar = (className, from, to) => {
    const line = element('i', className);
    line.style.left = `min(${part(from)}%, 100% - 2px)`;
    line.style.width = part(to) - part(from) + '%';
    node.append(line);
    return line;
  };
  const { from, to } = test.scope;
  if (from === undefined) return node;
  bar('ran', from, to);
  KINDS.forEach((kind, i) => {
    const ages = test.survivors.filter(s => s.kind === kind).map(s => s.ageMs || 0);
    if (ages.length) bar('lives ' + kind, to - Math.max(...ages), to).style.top = 11 + i * 4 + 'px';
  });
  node.title = `began at ${duration(from - model.from)}, took ${duration(to - from)}`;
  return node;
}
