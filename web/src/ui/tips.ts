import { Tooltip } from 'bits-ui';

export interface Tip {
  text: string;
  keys?: string | undefined;
}

/** Every tooltip of the pages is this one, moved to what is pointed at; `Tips` shows it. */
export const tips = Tooltip.createTether<Tip>();
