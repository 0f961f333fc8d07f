const kName = 'dunlin.key';

/** Moves `#key=…` from the address into this browser's storage, so that it is in no history and no screenshot. */
export function takeKeyFromAddress(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
  storage: Pick<Storage, 'setItem'>,
) {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const key = parameters.get('key');
  if (!key) return;
  storage.setItem(kName, key);
  parameters.delete('key');
  const rest = parameters.toString();
  history.replaceState(null, '', location.pathname + location.search + (rest ? `#${rest}` : ''));
}

export function apiKey(): string | null {
  return window.localStorage.getItem(kName);
}

const kHome = 'dunlin.key.home';

/** Works with another key until the one before is taken back. */
export function lendKey(key: string) {
  const own = apiKey();
  if (own && !window.localStorage.getItem(kHome)) window.localStorage.setItem(kHome, own);
  keepKey(key);
}

/** Whether this browser works with a key that was lent to it. */
export const isLent = () => window.localStorage.getItem(kHome) !== null;

/** True when there was one to take back. */
export function takeKeyBack(): boolean {
  const own = window.localStorage.getItem(kHome);
  if (!own) return false;
  keepKey(own);
  window.localStorage.removeItem(kHome);
  return true;
}

export function keepKey(key: string) {
  window.localStorage.setItem(kName, key);
}

export function forgetKey() {
  window.localStorage.removeItem(kName);
  window.localStorage.removeItem(kHome);
}
