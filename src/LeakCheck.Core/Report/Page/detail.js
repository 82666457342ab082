function showDetail() {
  const row = state.chosen;
  $('detail').replaceChildren(...(!row ? [] : row.first ? placeDetail(row) : testDetail(row)));
  $('detail').scrollTop = 0;
}

function placeDetail(place) {
  const scopes = [...place.scopes];
  return [
    ...survivorDetail(place.first),
    element('h3', '', `${count(place.count, 'survivor')} in ${count(scopes.length, 'test')}`),
    ...scopes.slice(0, MOST_TESTS).map(scope => scopeLink(scope, place.first)),
    scopes.length > MOST_TESTS ? element('p', 'faint', `and ${number(scopes.length - MOST_TESTS)} more: see the Tests view`) : '',
  ];
}

function scopeLink(scope, survivor) {
  const name = scope.kind === 'sweep' ? `${survivor.owner || 'no owner'} (found by the final sweep)` : scope.name;
  return action('link', name, () => { state.scope = scope; state.view = 'tests'; state.chosen = null; update(); });
}

function testDetail(test) {
  return [
    element('h2', '', test.scope.name),
    element('p', 'faint', [test.scope.report.assembly, test.scope.kind, test.scope.outcome].join(', ')),
    ...test.survivors.slice(0, MOST_TESTS).flatMap((s, i) => [i ? element('hr') : '', ...survivorDetail(s)]),
    test.survivors.length > MOST_TESTS ? element('p', 'faint', `and ${number(test.survivors.length - MOST_TESTS)} more`) : '',
  ];
}

function survivorDetail(s) {
  const facts = [
    ['fix', s.hint], ['excuse', s.excuse], ['state', STATES[s.state] + (s.moves ? ` (${count(s.moves, 'time')})` : '')], ['waits for', s.waitsFor],
    ['can end', s.canComplete === false ? 'no: nothing in the process can complete it' : s.canComplete ? 'yes' : null],
    ['age', s.ageMs === undefined ? null : duration(s.ageMs)], ['due in', s.dueMs === undefined ? null : duration(s.dueMs)],
    ['period', s.periodMs === undefined ? null : duration(s.periodMs)],
    ['thread', s.kind === 'thread' ? [s.threadName, s.threadId && 'id ' + s.threadId, s.foreground === undefined ? null : s.foreground ? 'foreground: keeps the process alive' : 'background'].filter(x => x).join(', ') : null],
    ['token', s.token], ...(s.roots || []).map(r => ['held by', r]), ['holds', s.heldBytes === undefined ? null : number(s.heldBytes) + ' bytes'],
    ['trace', s.traceId && [s.traceId, s.spanName].filter(x => x).join(' ')], ['owner', s.owner], ['request', s.request], ...(s.missing || []).map(m => ['not known', m]),
  ].filter(([, value]) => value);
  return [
    element('h2', '', s.what),
    element('div', '', null, element('span', 'tag ' + s.class, CLASSES[s.class]), element('span', 'tag kind ' + s.kind, s.kind), s.rule ? element('span', 'tag', s.rule) : '', element('span', 'tag', s.fingerprint)),
    element('dl', '', null, ...facts.flatMap(([name, value]) => [element('dt', '', name), element('dd', '', value)])),
    ...stack({ task: 'Where it stands, and who awaits it', timer: 'What it calls', thread: 'Its stack' }[s.kind], s.stack),
    ...stack(s.kind === 'timer' ? 'Who armed it' : 'Who started it', s.createdAt),
  ];
}

function stack(title, frames) {
  if (!frames || frames.length === 0) return [];
  const items = frames.map(f => element('li', '', f.method, f.file ? element('span', '', f.line ? `${f.file}:${f.line}` : f.file) : ''));
  return [element('h3', '', title), element('ol', 'stack', null, ...items)];
}

function showRun() {
  const parts = [];
  for (const report of model.reports) {
    const facts = [['assembly', report.assembly], ['framework', report.framework], ['runtime', report.runtime], ['system', report.os], ['tool', `${report.tool.name} ${report.tool.version}`],
      ['started', report.startedAt], ['took', duration(report.durationMs)], ['scopes', number(report.summary.scopes)], ['leaking', number(report.summary.leakedScopes)]];
    parts.push(element('h2', '', report.assembly), table(facts.filter(([, v]) => v)));
    parts.push(...section('What could be seen', (report.capabilities || []).map(c => [c.name, (c.available ? '' : 'NOT AVAILABLE: ') + c.detail])));
    parts.push(...section('Problems', (report.problems || []).map(p => ['', p])));
    parts.push(...section('[VerifyNoLeaks] whose hook never ran', (report.hooksNeverRun || []).map(h => ['', h])));
    parts.push(...section('Ignore rules that matched nothing', (report.unusedRules || []).map(({ reason, ...given }) => [reason, Object.entries(given).map(([k, v]) => `${k} = ${v}`).join(', ')])));
    parts.push(...section('Baseline entries that are stale', (report.staleBaseline || []).map(b => ['', b])));
  }
  $('run').replaceChildren(...parts);
}

function section(title, rows) {
  return rows.length ? [element('h3', '', title), table(rows)] : [];
}

function table(rows) {
  return element('table', '', null, ...rows.map(([name, value]) => element('tr', '', null, element('th', '', name), element('td', '', value))));
}

function showHeader() {
  const sum = of => model.reports.reduce((n, r) => n + of(r), 0);
  const leaks = model.survivors.filter(s => s.class === 'leak').reduce((n, s) => n + s.count, 0);
  $('verdict').textContent = leaks ? count(leaks, 'leak') : 'no leaks';
  $('verdict').className = leaks ? 'bad' : 'good';
  const one = model.reports.length === 1 ? model.reports[0] : null;
  $('about').textContent = [one ? one.assembly : count(model.reports.length, 'report'), `${count(sum(r => r.summary.scopes), 'scope')} checked, ${number(sum(r => r.summary.leakedScopes))} leaking`,
    ...(one ? [one.framework, one.runtime, one.startedAt] : [])].filter(x => x).join(' \u00b7 ');
  document.title = `LeakCheck: ${$('verdict').textContent}${one ? ' in ' + one.assembly : ''}`;
}

function options(id, all, values, label) {
  $(id).replaceChildren(new Option(all, ''), ...values.map(v => new Option(label(v), v)));
  $(id).value = state[id];
}

function showFilters() {
  const tally = of => model.survivors.reduce((map, s) => map.set(of(s), (map.get(of(s)) || 0) + s.count), new Map());
  const classes = tally(s => s.class), rules = tally(s => s.rule || '-');
  options('class', 'all', Object.keys(CLASSES).filter(c => classes.has(c)), c => `${CLASSES[c]} (${number(classes.get(c))})`);
  options('rule', 'all', [...rules.keys()].sort(), r => `${r === '-' ? 'none' : r} (${number(rules.get(r))})`);
  $('kinds').replaceChildren($('kinds').firstElementChild, ...KINDS.map(kind => {
    const box = element('input');
    box.type = 'checkbox';
    box.checked = state.kinds.has(kind);
    box.addEventListener('change', () => { state.kinds[box.checked ? 'add' : 'delete'](kind); update(); });
    const label = element('span');
    label.id = 'count-' + kind;
    return element('label', 'kind ' + kind, null, box, label);
  }));
}

function reset() {
  const leaks = model.survivors.some(s => s.class === 'leak');
  Object.assign(state, { words: [], kinds: new Set(KINDS), class: leaks ? 'leak' : '', rule: '', scope: null, bin: null, chosen: null });
  $('query').value = '';
  showFilters();
  update();
}

function openFromAddress() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const place = wanted && placesOf(model.survivors).find(p => p.first.fingerprint && p.first.fingerprint.startsWith(wanted));
  if (!place) return;
  state.class = place.first.class;
  showFilters();
  state.view = 'places';
  update();
  choose(state.rows.find(row => row.first === place.first));
}

$('filters').addEventListener('submit', event => event.preventDefault());
$('filters').addEventListener('reset', event => { event.preventDefault(); reset(); });
$('query').addEventListener('input', () => { state.words = $('query').value.toLowerCase().split(/\s+/).filter(word => word); update(); });
for (const id of ['class', 'rule']) $(id).addEventListener('change', () => { state[id] = $(id).value; update(); });
for (const tab of document.querySelectorAll('[role=tab]')) tab.addEventListener('click', () => { state.view = tab.dataset.view; state.chosen = null; update(); });
$('scroller').addEventListener('scroll', drawRows);
window.addEventListener('resize', drawRows);
window.addEventListener('hashchange', openFromAddress);
showHeader();
showRun();
reset();
openFromAddress();
