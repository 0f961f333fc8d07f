/** Codes as people type them: with the digits of their keyboard, and with spaces. */
export function latinDigits(typed: string): string {
  return typed.replace(/[۰-۹]/g, (one) => String(one.charCodeAt(0) - 0x6f0)).replace(/[٠-٩]/g, (one) => String(one.charCodeAt(0) - 0x660));
}

/** The six digits of an app; null while they are not six. */
export function appCode(typed: string): string | null {
  const digits = latinDigits(typed).replace(/[\s\u200c-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : null;
}
