import { expect, it } from 'vitest';
import { takeKeyFromAddress } from './key';

function take(hash: string) {
  const kept = new Map<string, string>();
  const shown: string[] = [];
  takeKeyFromAddress(
    { hash, pathname: '/sim/', search: '?a=1' },
    { replaceState: (_state, _title, address) => void shown.push(String(address)) },
    { setItem: (name, value) => void kept.set(name, value) },
  );
  return { key: kept.get('dunlin.key'), shown };
}

it('the key leaves the address and is kept', () => {
  expect(take('#key=dk_abc-1')).toEqual({ key: 'dk_abc-1', shown: ['/sim/?a=1'] });
});

it('what else the fragment says stays', () => {
  expect(take('#key=dk_abc&pane=faults').shown).toEqual(['/sim/?a=1#pane=faults']);
});

it('an address without a key changes nothing', () => {
  expect(take('#pane=faults')).toEqual({ key: undefined, shown: [] });
});
