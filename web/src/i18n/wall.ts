// What the clocks of a zone show, and the instant when they do.

export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** What the clocks of a zone show at an instant. */
export function wallOf(ms: number, zone: string | undefined): Wall {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23', ...(zone && { timeZone: zone }) });
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  return { year: parts.year!, month: parts.month!, day: parts.day!, hour: parts.hour!, minute: parts.minute! };
}

export const asUtc = ({ year, month, day, hour, minute }: Wall) => Date.UTC(year, month - 1, day, hour, minute);

/** The instant at which the clocks of a zone show this; where they skip it, the one after. */
export function instantOf(wall: Wall, zone: string | undefined): number {
  let ms = asUtc(wall);
  for (let i = 0; i < 3; i += 1) ms += asUtc(wall) - asUtc(wallOf(ms, zone));
  return ms;
}

/** "2026-11-23T09:00", as a field for date and time holds it, in the zone. */
export function fieldOf(ms: number, zone: string | undefined): string {
  return new Date(asUtc(wallOf(ms, zone))).toISOString().slice(0, 16);
}

export function ofField(text: string, zone: string | undefined): number | null {
  const [, year, month, day, hour, minute] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(text)?.map(Number) ?? [];
  if (year === undefined) return null;
  return instantOf({ year, month: month!, day: day!, hour: hour!, minute: minute! }, zone);
}
