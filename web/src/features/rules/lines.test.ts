import { expect, it } from 'vitest';
import { faultsOf, lineOf } from './lines';

it.each([
  ['conditions.keywords.any[0].text', 'keywords.any'],
  ['conditions.keywords.any', 'keywords.any'],
  ['conditions.tags_any', 'tags_any'],
  ['conditions.schedule.days', 'schedule'],
  ['conditions', 'conditions'],
  ['priority', 'place'],
  ['actions[2].variants[1].quick_replies', 'actions.2.1'],
  ['actions[0].buttons[1].url', 'actions.0'],
  ['actions', 'actions'],
  ['name', 'name'],
  ['', 'rule'],
  ['something.new', 'rule'],
])('%s concerns the line %s', (path, line) => {
  expect(lineOf(path)).toBe(line);
});

it('each fault stands on its own line, also when its sentence has a semicolon', () => {
  const detail =
    'name: must not be empty; conditions.keywords.any[1].text: has no word; symbols alone are of kind contains; actions[0].variants[0].text: must not be empty.';
  expect(faultsOf({ code: 'rules.empty', field: 'name', detail }).map(({ line, sentence }) => [line, sentence])).toEqual([
    ['name', 'must not be empty'],
    ['keywords.any', 'has no word; symbols alone are of kind contains'],
    ['actions.0.0', 'must not be empty'],
  ]);
});

it('a fault without a path stays whole', () => {
  expect(faultsOf({ code: 'rules.name_taken', field: 'name', detail: 'There is a rule of this name.' })).toEqual([
    { line: 'name', weight: 'fault', sentence: 'There is a rule of this name.' },
  ]);
  expect(faultsOf(null)).toEqual([]);
});
