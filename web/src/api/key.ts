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

export function keepKey(key: string) {
  window.localStorage.setItem(kName, key);
}

export function forgetKey() {
  window.localStorage.removeItem(kName);
}
