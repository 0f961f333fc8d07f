import { expect, it } from 'vitest';
import type { SendStep } from '../../api/types';
import { gateAnswers, told } from './story';

function step(detail: SendStep['detail']): SendStep {
  return { send_id: 's', step: 'x', at: '', detail };
}

it('a permit says yes to every question of the gate', () => {
  const answers = gateAnswers(step({ gate: 'permit' }));
  expect(answers).toHaveLength(11);
  expect(answers.every(({ answer }) => answer === 'yes')).toBe(true);
});

it('a refusal says which question ended it; the later ones were not asked', () => {
  const answers = gateAnswers(step({ state: 'refused', detail: 'opted_out' })).map(({ answer }) => answer);
  expect(answers.slice(0, 4)).toEqual(['yes', 'yes', 'no', 'not_asked']);
});

it('a step that the gate did not speak in has no answers', () => {
  expect(gateAnswers(step({ state: 'sent', mid: 'm1' }))).toEqual([]);
});

it('a wait that is asked again and again is told once', () => {
  const waits = { ...step({ state: 'queued', detail: 'installation_paused' }), step: 'waits' };
  const sent = { ...step({ state: 'sent' }), step: 'sent' };
  expect(told([waits, waits, waits, sent]).map(({ times }) => times)).toEqual([3, 1]);
});
