/** An address that a stranger sent, if it is one that a browser may open; nothing for scripts and other schemes. */
export function linkOf(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  return ['https:', 'http:'].includes(new URL(address).protocol) ? address : undefined;
}
