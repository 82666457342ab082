'use strict';
// The reports as the page uses them: a flat list of survivors, each with its scope and its report.
const KINDS = ['task', 'timer', 'thread'];
const CLASSES = { leak: 'leak', processWide: 'process-wide', library: 'library', allowed: 'allowed', ignored: 'ignored', baseline: 'baseline', tolerated: 'tolerated' };
const STATES = {
  waiting: 'waits at the same await at every look', looping: 'loops: it moved on while it was watched', running: 'runs code', scheduled: 'will run later',
  blocked: 'its thread is blocked in a wait', orphan: 'orphan: proved by garbage collection, nothing can complete it',
};

function load(reports) {
  const model = { reports, scopes: [], survivors: [], from: Infinity, to: -Infinity };
  for (const report of reports) {
    const began = Date.parse(report.startedAt);
    model.from = Math.min(model.from, began);
    model.to = Math.max(model.to, began + report.durationMs);
    for (const scope of report.scopes) addScope(model, report, scope, began);
    if (report.sweep) addScope(model, report, { name: 'LeakCheck.FinalSweep', kind: 'sweep', ...report.sweep, startMs: report.durationMs, durationMs: 0 }, began);
  }
  if (!(model.to > model.from)) model.to = model.from + 1;
  model.timed = model.scopes.some(s => s.from !== undefined && s.kind !== 'sweep');
  return model;
}

function addScope(model, report, data, began) {
  const scope = { report, name: data.name, kind: data.kind, outcome: data.outcome, index: model.scopes.length, survivors: [] };
  if (data.startMs !== undefined) {
    scope.from = began + data.startMs;
    scope.to = scope.from + (data.durationMs || 0);
  }
  scope.survivors = data.survivors.map(s => Object.assign(s, { scope, text: searchText(s, data.name) }));
  model.scopes.push(scope);
  model.survivors.push(...scope.survivors);
}

function searchText(s, scope) {
  const frames = [...(s.stack || []), ...(s.createdAt || [])];
  return [scope, s.owner, s.what, s.method, s.file, s.fingerprint, s.rule, s.threadName, s.traceId, ...frames.map(f => f.method)].join('\n').toLowerCase();
}

// Equal survivors of the whole run, most frequent first.
function placesOf(survivors) {
  const places = new Map();
  for (const s of survivors) {
    const key = s.class + ' ' + (s.fingerprint || s.kind + s.what + s.method);
    let place = places.get(key);
    if (!place) places.set(key, place = { first: s, scopes: new Set(), count: 0 });
    place.scopes.add(s.scope);
    place.count += s.count;
  }
  return [...places.values()].sort((a, b) => b.scopes.size - a.scopes.size || b.count - a.count);
}

function testsOf(survivors) {
  const tests = new Map();
  for (const s of survivors) {
    let test = tests.get(s.scope);
    if (!test) tests.set(s.scope, test = { scope: s.scope, survivors: [], task: 0, timer: 0, thread: 0 });
    test.survivors.push(s);
    test[s.kind] += s.count;
  }
  return [...tests.values()].sort((a, b) => (a.scope.from ?? 0) - (b.scope.from ?? 0) || a.scope.index - b.scope.index);
}

// Survivors per kind in equal parts of the run: of its time where times were noted, else of the order of its scopes.
function binsOf(model, survivors, count) {
  const bins = Array.from({ length: count }, () => ({ task: 0, timer: 0, thread: 0 }));
  for (const s of survivors) bins[binOf(model, s.scope, count)][s.kind] += s.count;
  return bins;
}

function binOf(model, scope, count) {
  const part = model.timed && scope.from !== undefined ? (scope.from - model.from) / (model.to - model.from) : scope.index / model.scopes.length;
  return Math.min(count - 1, Math.max(0, Math.floor(part * count)));
}

function shortFile(path) {
  return path.replace(/\\/g, '/').split('/').slice(-2).join('/');
}

// Class and method of a test, with the row's display text.
function shortName(name) {
  const end = name.includes('(') ? name.indexOf('(') : name.length;
  return name.slice(0, end).split('.').slice(-2).join('.') + name.slice(end);
}

// The line to mend: for an armed timer the one that armed it.
function mainFrame(s) {
  const armed = s.kind === 'timer' && s.state === 'scheduled' && (s.createdAt || []).find(f => f.file);
  return armed || (s.file ? { method: s.method, file: s.file, line: s.line } : (s.stack || []).find(f => f.file) || (s.createdAt || []).find(f => f.file));
}

function duration(ms) {
  if (ms < 1000) return Math.round(ms) + ' ms';
  if (ms < 60000) return +(ms / 1000).toFixed(1) + ' s';
  if (ms < 3600000) return +(ms / 60000).toFixed(1) + ' min';
  return +(ms / 3600000).toFixed(1) + ' h';
}

function number(n) {
  return n.toLocaleString('en-US');
}

function count(n, noun) {
  return `${number(n)} ${noun}${n === 1 ? '' : 's'}`;
}
