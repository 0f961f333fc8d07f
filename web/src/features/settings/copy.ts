/** Copies a text that stands in `shown`. Browsers keep the clipboard from pages without TLS; the old command works there. */
export async function copy(text: string, shown: HTMLElement): Promise<boolean> {
  const done = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  if (done) return true;
  window.getSelection()?.selectAllChildren(shown);
  return document.execCommand('copy');
}
