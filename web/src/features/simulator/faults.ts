import type { Fault } from './types';

/** The faults that a switch is offered for, by where they strike, in the order of how often they are met. */
export const faultGroups = {
  api: ['latency', 'lost_before', 'lost_after', 'server_error_before', 'server_error_after', 'success_but_error'],
  limits: ['rate_limit', 'token_expired', 'token_revoked'],
  webhooks: ['webhook_duplicate', 'webhook_delay', 'webhook_reorder', 'webhook_batch', 'webhook_wrong_signature', 'webhook_answer_lost', 'webhook_lost'],
  echoes: ['echo_before_answer', 'echo_late', 'echo_lost'],
} as const;

export type FaultGroup = keyof typeof faultGroups;
export type FaultName = (typeof faultGroups)[FaultGroup][number];

export function isOn(fault: Fault | undefined): boolean {
  return fault !== undefined && (fault.probability > 0 || fault.next > 0);
}

export function countOn(faults: Record<string, Fault>): number {
  return Object.values(faults).filter(isOn).length;
}
