import type { ui as en } from '../en/ui';

export const ui: Record<keyof typeof en, string> = {
  'ui.cancel': 'انصراف',
  'ui.choose': 'برگزینید',
  'ui.copied': 'رونوشت شد',
  'ui.copy': 'رونوشت',
  'ui.hide': 'پنهان کردن نوشته',
  'ui.loading': 'در حال بار شدن',
  'ui.new': '{count} تازه',
  'ui.nothing_found': 'چیزی با نوشتهٔ شما جور نیست.',
  'ui.notices': 'اعلان‌ها',
  'ui.of': '{count} از {all}',
  'ui.optional': 'دلخواه',
  'ui.remove': 'برداشتن {what}',
  'ui.show': 'نشان دادن نوشته',
  'ui.type_to_confirm': 'برای ادامه بنویسید {word}',
  'ui.undo': 'برگردان',
  'file.rule': '{endings}، تا {most}',
  'file.ending': '{name} از نوع دیگری است. پذیرفته می‌شود: {rule}.',
  'file.size': '{name} بزرگ است. پذیرفته می‌شود: {rule}.',
  'file.empty': '{name} خالی است. فایل دیگری برگزینید.',
};
