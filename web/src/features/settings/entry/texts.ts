const en = {
  sign_in: 'How members sign in',
  sign_in_text: 'In force at once, for everybody who is signed in here. API keys are not concerned.',
  factor: 'Everybody signs in with a second factor',
  factor_text: 'Who has none can do nothing here until theirs is on.',
  factor_missing: 'Without one now: {names}.',
  factor_own: 'You have none yourself, so this would shut you out.',
  factor_own_go: 'Turn yours on first',
  idle_minutes: 'Minutes without use until one signs in again',
  idle_hint: '15 to 720. Empty: 12 hours.',
  idle_wrong: 'A whole number from 15 to 720, or nothing.',
  session_days: 'Days until one signs in again, whatever is done',
  session_hint: '1 to 30. Empty: 30 days.',
  session_wrong: 'A whole number from 1 to 30, or nothing.',
};

const fa: Record<keyof typeof en, string> = {
  sign_in: 'ورود اعضا',
  sign_in_text: 'بی‌درنگ برای همهٔ کسانی که این‌جا وارد شده‌اند اجرا می‌شود. کلیدهای API را در بر نمی‌گیرد.',
  factor: 'همه با گام دوم وارد شوند',
  factor_text: 'هر که گام دوم ندارد، تا روشنش نکند این‌جا کاری نمی‌تواند بکند.',
  factor_missing: 'اکنون ندارند: {names}.',
  factor_own: 'شما خودتان گام دوم ندارید و با این کار بیرون می‌مانید.',
  factor_own_go: 'نخست گام دوم خودتان را روشن کنید',
  idle_minutes: 'پس از چند دقیقه بی‌کاری دوباره وارد شوند',
  idle_hint: 'از ۱۵ تا ۷۲۰. خالی: ۱۲ ساعت.',
  idle_wrong: 'عددی درست از ۱۵ تا ۷۲۰ بنویسید، یا خالی بگذارید.',
  session_days: 'پس از چند روز در هر حال دوباره وارد شوند',
  session_hint: 'از ۱ تا ۳۰. خالی: ۳۰ روز.',
  session_wrong: 'عددی درست از ۱ تا ۳۰ بنویسید، یا خالی بگذارید.',
};

export const texts = { en, fa };
