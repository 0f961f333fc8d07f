import { naughtyStrings } from './hostile.mjs';
// Scripts dressed as names, addresses and marks, and what finds an element that only they can have made. Each script that ran would call `fired`, or open a dialog.

const run = "fired('it ran')";

export const scripts = [
  `<script>${run}</script>`,
  `"><script>${run}</script>`,
  `'><script>${run}</script>`,
  `</textarea><script>${run}</script>`,
  `</title><script>${run}</script>`,
  `<img src=x onerror="${run}">`,
  `"><img src=x onerror=${run.replaceAll(' ', '&#32;')}>`,
  `<svg onload="${run}">`,
  `<svg><animate onbegin="${run}" attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${run}"><text y=20>click</text></a></svg>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror="${run}">`,
  `<noscript><p title="</noscript><img src=x onerror=${run.replaceAll(' ', '&#32;')}>">`,
  `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
  `<iframe src="javascript:parent.${run}"></iframe>`,
  `<object data="javascript:${run}"></object>`,
  `<details open ontoggle="${run}">`,
  `<video><source onerror="${run}"></video>`,
  `<input autofocus onfocus="${run}">`,
  `<body onload="${run}">`,
  `<a href="javascript:${run}">click</a>`,
  `<base href="javascript:/${run}//">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${run}">`,
  `<style>@import 'javascript:${run}';</style>`,
  `<x style="background:url(javascript:${run})">`,
  `" onmouseover="${run}" x="`,
  `' autofocus onfocus='${run}' x='`,
  `javascript:${run}`,
  `JaVaScRiPt:${run}`,
  `java\nscript:${run}`,
  `\u0001javascript:${run}`,
  `data:text/html,<script>${run}</script>`,
  `vbscript:${run}`,
  `{{constructor.constructor("${run}")()}}`,
  '${' + run + '}',
  `{@html '<img src=x onerror="${run}">'}`,
  `<!--><img src=x onerror="${run}">-->`,
  `\u202e<script>${run}</script>\u202c`,
  `<scr\u0000ipt>${run}</scr\u0000ipt>`,
  `&lt;script&gt;${run}&lt;/script&gt;`,
  `%3Cscript%3E${encodeURIComponent(run)}%3C/script%3E`,
];

export const strings = [...new Set([...scripts, ...naughtyStrings])];

/** Writes down every script that a text managed to run. */
export async function arm(page, faults) {
  await page.exposeFunction('fired', (words) => faults.push(`a text ran: ${words}`));
}

/** Elements of the page that only a text could have made, or that would run one. */
export function smuggled(page) {
  return page.evaluate(() => {
    const made = 'script:not([src]), iframe, object, embed, base, math, form[action], video, details, marquee, body *[autofocus]:not(input):not(textarea)';
    const runs = ({ name, value }) => name.startsWith('on') || (['href', 'src', 'action', 'xlink:href', 'formaction', 'data', 'srcdoc'].includes(name) && /^[\s\u0000-\u001f]*(javascript|data|vbscript):/i.test(value.replace(/[\s\u0000-\u001f]/g, '')));
    return [...document.body.querySelectorAll('*')].filter((one) => one.matches(made) || [...one.attributes].some(runs)).map((one) => one.outerHTML.slice(0, 200));
  });
}
