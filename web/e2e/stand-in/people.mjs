// Conversations for the stand-in, the same each time: the first two hold every kind of message, the others fill the list.
export const kHour = 3_600_000;
export const iso = (ms) => new Date(ms).toISOString();

const kNames = ['Nora Lind', 'Tomás Rey', 'زهرا کریمی', 'Ayşe Demir', 'محمد رضایی', 'Jonas Weber', 'مریم احمدی', 'Chloé Martin', 'سارا نوری', 'Dan Okafor', 'Mina Sato', 'رضا موسوی'];
const kLines = [
  'Do you have this in size M?',
  'سلام، ارسال به شیراز هم دارید؟',
  'Thank you, it came today and it is lovely',
  'قیمت این یکی چنده؟',
  'Could I change the address of my order?',
  'Is the shop open on Friday?',
  'ممنون، خیلی قشنگه',
  'The zip of the blue one is broken. What can I do?',
  'When will the linen trousers be back?',
  'رنگ سبزش موجوده؟',
];
const kAnswers = ['The blue dress is 49 €, shipping is free.', 'ممنون که پرسیدید! قیمت ۴۹ یورو است.', 'Yes, we send it tomorrow.', 'بله، فردا می‌فرستیم.'];

/** A number between 0 and 1 that belongs to a seed. */
export function chance(seed) {
  let t = (seed + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = (all, seed) => all[Math.floor(chance(seed) * all.length)];

export function message(conversation, id, at, more) {
  const inbound = (more.direction ?? 'in') === 'in';
  return {
    id,
    conversation_id: conversation,
    mid: `mid.${id}`,
    direction: 'in',
    kind: 'text',
    source: inbound ? 'contact' : 'person',
    status: inbound ? 'received' : 'sent',
    reason: '',
    text: '',
    attachments: [],
    reply_to_mid: '',
    story_id: '',
    payload: '',
    sent_at: iso(at),
    received_at: iso(at),
    edits: 0,
    deleted_at: null,
    seen_at: null,
    send_id: inbound ? null : `snd_${id}`,
    reactions: [],
    ...more,
  };
}

/** Everything that a bubble can be. */
function leila(id, now) {
  const at = (minutes) => now - minutes * 60_000;
  const of = (n, minutes, more) => message(id, `msg_leila_${n}`, at(minutes), more);
  return [
    of(1, 2000, { text: 'Hello! I saw the linen dress in your story.', kind: 'story_reply', story_id: 'story_1' }),
    of(2, 1999, { direction: 'out', source: 'rule', text: 'Hello! It is 49 € and ships tomorrow.', status: 'seen', seen_at: iso(at(1998)), reactions: [{ emoji: '❤️', sender: 'contact', at: iso(at(1997)) }] }),
    of(3, 1500, { kind: 'image', attachments: [{ type: 'image', url: 'https://photos.example/dress.jpg' }] }),
    of(4, 1499, { text: 'this one, to be exact', reply_to_mid: 'mid.msg_leila_2' }),
    of(5, 1490, { direction: 'out', source: 'instagram_app', text: 'Yes, that is the one.', send_id: null, status: 'sent' }),
    of(6, 90, { text: 'My address is …', deleted_at: iso(at(89)), status: 'received' }),
    of(7, 80, { kind: 'audio', attachments: [{ type: 'audio', url: 'https://photos.example/voice.mp4' }] }),
    of(8, 70, { kind: 'quick_reply', text: 'Size M', payload: 'size_m' }),
    of(9, 69, { direction: 'out', source: 'rule', kind: 'template', status: 'sent', attachments: [{ type: 'cards', cards: [{ title: 'Linen dress', subtitle: '49 €', buttons: [{ title: 'Order', url: 'https://shop.example' }] }] }] }),
    of(10, 60, { kind: 'share', attachments: [{ type: 'share', url: 'javascript:alert(1)', title: 'A shared post' }] }),
    of(11, 40, { direction: 'out', text: 'We also have it in green.', status: 'failed', reason: 'It did not arrive, after several tries.' }),
    of(12, 39, { direction: 'out', text: 'Shall I put one aside for you?', status: 'needs_you', reason: 'It is not known whether this arrived. Look into the conversation and say so.' }),
    of(13, 3, { text: 'how much is the blue one?' }),
  ];
}

function amir(id, now) {
  const at = (minutes) => now - minutes * 60_000;
  const of = (n, minutes, more) => message(id, `msg_amir_${n}`, at(minutes), more);
  return [
    of(1, 300, { text: 'سلام! لباس آبی را به شیراز هم می‌فرستید؟' }),
    of(2, 299, { direction: 'out', source: 'rule', text: 'سلام! بله، ارسال به همه‌جای ایران رایگان است.', status: 'seen', seen_at: iso(at(298)) }),
    of(3, 9, { text: 'ارسال دارید؟' }),
  ];
}

/** The messages of a conversation, oldest first. */
export function messagesOf(conversation, now) {
  if (conversation.index === 0) return leila(conversation.id, now);
  if (conversation.index === 1) return amir(conversation.id, now);
  const count = 4 + Math.floor(chance(conversation.index * 7) * 80);
  const last = Date.parse(conversation.active_at);
  return Array.from({ length: count }, (_, i) => {
    const seed = conversation.index * 1000 + i;
    const left = count - 1 - i;
    const out = left > 0 && chance(seed) < 0.45;
    const more = out ? { direction: 'out', source: chance(seed + 1) < 0.6 ? 'rule' : 'person', text: pick(kAnswers, seed), status: 'seen', seen_at: iso(last - left * 30 * 60_000 + 9000) } : { text: pick(kLines, seed) };
    return message(conversation.id, `msg_${conversation.index}_${i}`, last - left * 30 * 60_000, more);
  });
}

const windowOf = (inbound, now) => {
  const passed = now - inbound;
  const closed = (reason) => ({ leave: 'closed', closes_at: null, reason });
  const automation = passed < 24 * kHour ? { leave: 'open', closes_at: iso(inbound + 24 * kHour), reason: '' } : closed('The time for automatic answers ended.');
  if (passed < 24 * kHour) return { automation, person: { leave: 'open', closes_at: iso(inbound + 24 * kHour), reason: '' } };
  if (passed < 168 * kHour) return { automation, person: { leave: 'with_human_agent_tag', closes_at: iso(inbound + 168 * kHour), reason: '' } };
  return { automation, person: closed('The time to answer has ended; a new message of theirs opens it again.') };
};

export function conversation(index, now) {
  const name = index === 0 ? 'Leila Moradi' : index === 1 ? 'Amir' : `${pick(kNames, index)} ${index}`;
  const username = index === 0 ? 'leila.m' : index === 1 ? 'amir.k' : `someone${index}`;
  const passed = index === 0 ? 3 : index === 1 ? 9 : 9 + index * 9;
  const at = now - passed * 60_000;
  const dice = chance(index * 13);
  const special = index < 2;
  return {
    id: index === 0 ? 'cnv_leila' : index === 1 ? 'cnv_amir' : `cnv_${index}`,
    index,
    account_id: 'acc_1',
    contact: { id: `con_${index}`, display_name: `@${username}`, name, username, picture_url: '', opted_out: false },
    line: index === 0 ? 'how much is the blue one?' : index === 1 ? 'ارسال دارید؟' : pick(kLines, index * 1000),
    active_at: iso(at),
    last_inbound_at: iso(at),
    unread: special || (index < 40 && dice < 0.5),
    state: !special && dice > 0.95 ? 'closed' : 'open',
    owner: special || dice < 0.7 ? 'automation' : 'person',
    assignee_id: special ? null : dice < 0.1 ? 'per_me' : dice < 0.2 ? 'per_omid' : null,
    snoozed_until: !special && dice > 0.92 && dice <= 0.95 ? iso(now + 20 * kHour) : null,
    labels: index === 0 ? ['lab_1', 'lab_2'] : dice < 0.15 ? ['lab_2'] : [],
    window: windowOf(at, now),
  };
}

export { windowOf };
