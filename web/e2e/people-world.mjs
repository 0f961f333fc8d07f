// People of a Dunlin under test: made by the API as the pages make them, so that a browser can begin as one of them.
import { createHmac } from 'node:crypto';

export const PASSWORD = 'the heron stands in cold water';

export class World {
  constructor(address) {
    const [base, key] = address.split('#key=');
    this.base = base.replace(/\/$/, '');
    this.key = key;
  }

  /** A call by the key of the machine, or by a person. */
  async call(method, path, body, person) {
    const headers = { 'Content-Type': 'application/json', ...(person ? { Cookie: `sid=${person.sid}`, 'X-CSRF-Token': person.csrf } : { Authorization: `Bearer ${this.key}` }) };
    const response = await fetch(this.base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return { json: text ? JSON.parse(text) : null, sid: /sid=([^;]+)/.exec(response.headers.get('Set-Cookie') ?? '')?.[1] };
  }

  async setUpLink() {
    return (await this.call('POST', '/api/v1/installation/setup-link')).json.link;
  }

  /** Somebody who is signed in from now on. */
  async come(path, body) {
    const { json, sid } = await this.call('POST', path, body, { sid: '', csrf: '' });
    return { sid, csrf: json.me.csrf_token, me: json.me };
  }

  async owner() {
    const link = (await this.setUpLink()).split('#link=')[1];
    return this.come('/api/v1/set-up', { link, name: 'Leila Moradi', email: 'leila@shop.example', password: PASSWORD, workspace: 'Boutique Blue' });
  }

  async invite(owner, email, role) {
    return (await this.call('POST', '/api/v1/invitations', { email, role }, owner)).json.link;
  }

  async member(owner, email, role, name) {
    const link = (await this.invite(owner, email, role)).split('#link=')[1];
    return this.come('/api/v1/invitations/accept', { link, name, password: PASSWORD });
  }

  /** Makes a browser context this person's. */
  async enter(context, person) {
    await context.addCookies([{ name: 'sid', value: person.sid, url: this.base, httpOnly: true, sameSite: 'Lax' }]);
  }

  /** How the pages look to a person follows them, so it is changed where they keep it. */
  async look(person, theme, language) {
    await this.call('PATCH', '/api/v1/me', { theme, language }, person);
  }
}

const kAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 6238 with SHA-1, six digits and steps of 30 s. */
export function totp(secret, step) {
  const bits = [...secret.replaceAll(' ', '')].map((one) => kAlphabet.indexOf(one).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from(bits.match(/.{8}/g).map((one) => parseInt(one, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', bytes).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The codes of one app, each given once: the server takes the step before and the one after the present one, too. */
export class App {
  #used = 0;

  constructor(secret) {
    this.secret = secret;
  }

  next() {
    const now = Math.floor(Date.now() / 30_000);
    this.#used = Math.max(this.#used + 1, now - 1);
    if (this.#used > now + 1) throw new Error('more codes were asked for than an app has at this moment');
    return totp(this.secret, this.#used);
  }
}
