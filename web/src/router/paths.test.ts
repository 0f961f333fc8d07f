import { describe, expect, it } from 'vitest';
import { paramsOf, pathOf } from './paths';

describe('a path against a pattern', () => {
  it.each([
    ['/sim', '/sim', {}],
    ['/sim', '/sim/', {}],
    ['/inbox/:conversation?', '/inbox', {}],
    ['/inbox/:conversation?', '/inbox/cnv_3x', { conversation: 'cnv_3x' }],
    ['/rules/:rule/:tab', '/rules/rul_1/history', { rule: 'rul_1', tab: 'history' }],
    ['/tags/:tag', '/tags/%D9%85%D8%AF%20%2F', { tag: 'مد /' }],
  ])('%s holds %s', (pattern, path, params) => {
    expect(paramsOf(pattern, path)).toEqual(params);
  });

  it.each([
    ['/sim', '/simulator'],
    ['/sim', '/sim/more'],
    ['/rules/:rule', '/rules'],
    ['/tags/:tag', '/tags/%E0%A4%A'],
  ])('%s does not hold %s', (pattern, path) => {
    expect(paramsOf(pattern, path)).toBeNull();
  });
});

it('a path is made of its pattern and comes back as it went', () => {
  expect(pathOf('/inbox/:conversation?', {})).toBe('/inbox');
  const path = pathOf('/tags/:tag', { tag: 'a/b ?#ک' });
  expect(paramsOf('/tags/:tag', path)).toEqual({ tag: 'a/b ?#ک' });
});
