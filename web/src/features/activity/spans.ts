export interface Piece {
  text: string;
  matched: boolean;
}

/** Cuts a text at byte ranges of its UTF-8 form, as the rules report them. Ranges outside the text are left out. */
export function cutAt(text: string, ranges: [number, number][]): Piece[] {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  const pieces: Piece[] = [];
  const add = (from: number, to: number, matched: boolean) => {
    if (to > from) pieces.push({ text: decoder.decode(bytes.subarray(from, to)), matched });
  };
  let at = 0;
  for (const [begin, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (begin < at || end <= begin || end > bytes.length) continue;
    add(at, begin, false);
    add(begin, end, true);
    at = end;
  }
  add(at, bytes.length, false);
  return pieces;
}
