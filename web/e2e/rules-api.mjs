/** The API as a program calls it, to set a stage and to look behind the page. */
export function client(address) {
  const [base, hash] = address.split('#');
  const key = new URLSearchParams(hash).get('key');
  const call = async (method, path, body) => {
    const response = await fetch(`${base.replace(/\/$/, '')}${path.startsWith('/sim/') ? '' : '/api/v1'}${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, ...(body && { 'Content-Type': 'application/json' }) },
      body: body ? JSON.stringify(body) : undefined,
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    delete: (path) => call('DELETE', path),
    /** The published rule of this name. */
    async rule(name) {
      return (await call('GET', '/rules?limit=200')).items.find((one) => one.name === name);
    },
  };
}

/** A rule that answers a word. */
export const answering = (name, word, text, more = {}) => ({
  name,
  trigger: 'message',
  conditions: { keywords: { any: [word] } },
  actions: [{ type: 'reply', variants: [{ text }] }],
  ...more,
});
