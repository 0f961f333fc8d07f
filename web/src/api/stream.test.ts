import { expect, it } from 'vitest';
import { StreamCutter } from './stream';

const text = 'event: ready\ndata: {}\nid: a-1\n\n: still here\n\nevent: change\nid: a-2\ndata: {"kind":"contact","id":"con_نام"}\n\n';
const whole = [
  { id: 'a-1', name: 'ready', data: '{}' },
  { id: 'a-2', name: 'change', data: '{"kind":"contact","id":"con_نام"}' },
];

it('events are whole wherever the network cuts, also inside of a letter', () => {
  const bytes = new TextEncoder().encode(text);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const cutter = new StreamCutter();
    expect([...cutter.push(bytes.subarray(0, cut)), ...cutter.push(bytes.subarray(cut))], `cut at ${cut}`).toEqual(whole);
  }
});

it('lines may end as on Windows; several lines of data are one text; a comment alone is no event', () => {
  const cutter = new StreamCutter();
  expect(cutter.push(new TextEncoder().encode(':\r\n\r\ndata: a\r\ndata: b\r\n\r\n'))).toEqual([{ id: '', name: 'message', data: 'a\nb' }]);
});
