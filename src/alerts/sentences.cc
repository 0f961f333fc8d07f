#include "alerts/alerts.h"
#include "json/fill.h"

namespace dunlin::alerts {
namespace {

constexpr std::array<Words, kKindCount> kEnglish{{
    {"An account has gone silent",
     "Nothing has come from Instagram for @{account} in {hours} hours.",
     "Check that the webhook in Meta's app points here and that the account is subscribed to "
     "messages."},
    {"An account must be connected again",
     "Instagram does not accept the token of @{account} any more. {reason}",
     "Connect the account again. What waits is kept and leaves then."},
    {"An account is paused", "Automation of @{account} is paused. {reason}",
     "Look at the account in Instagram, then connect it again here."},
    {"A token ends soon", "The token of @{account} ends in {days} days, at {until}.",
     "Connect the account again before that."},
    {"Events are parked", "{count} events could not be processed and wait to be replayed.",
     "Look at the parked events, mend the cause and replay them."},
    {"Sends whose outcome nobody knows",
     "Of {count} sends it is not known whether they arrived, of the oldest for {minutes} minutes.",
     "Look into Instagram and say for each whether it is there."},
    {"Answers wait long", "The oldest answer that could leave has waited for {minutes} minutes.",
     "Look at the activity: each send says what it waits for."},
    {"Many sends fail", "{percent} percent of the last hour's sends failed: {failed} of {count}.",
     "Look at the failed sends in the activity; their reasons are named."},
    {"Somebody guesses at a password", "{failures} sign-ins of {member} failed within an hour.",
     "Ask them whether it was them. A second factor protects against guessing."},
    {"Instagram cannot be reached", "The last calls to Instagram failed: {reason}.",
     "Messages are taken in and answers wait. Look at the server's way to the internet."},
    {"The disk is nearly full", "{mebibytes} MiB are free on the server's disk.",
     "Free some space: webhooks are refused as soon as the disk is full."},
    {"No fresh backup", "There is no backup of the last {days} days.",
     "Make one: dunlin backup, or let the machine's timer do it each night."},
    {"A test alert", "This is a test: alerts arrive here.", "Nothing need be done."},
}};

constexpr std::array<Words, kKindCount> kPersian{{
    {"حسابی ساکت شده است", "در {hours} ساعت گذشته چیزی از اینستاگرام برای @{account} نرسیده است.",
     "ببینید وب‌هوک در برنامهٔ متا به این‌جا اشاره "
     "می‌کند "
     "و "
     "حساب "
     "مشترک "
     "پیام‌ها "
     "است."},
    {"حسابی باید دوباره وصل شود",
     "اینستاگرام دیگر توکن @{account} را نمی‌پذیرد. {reason}",
     "حساب را دوباره وصل کنید. آنچه منتظر است می‌ماند و "
     "آن‌گاه "
     "فرستاده "
     "می‌شود."},
    {"حسابی متوقف شده است",
     "پاسخ‌گویی خودکار @{account} متوقف است. {reason}",
     "حساب را در اینستاگرام ببینید و سپس این‌جا دوباره "
     "وصلش "
     "کنید."},
    {"توکنی به‌زودی تمام می‌شود",
     "توکن @{account} تا {days} روز دیگر، در {until}، تمام می‌شود.",
     "پیش از آن حساب را دوباره وصل کنید."},
    {"رویدادهایی کنار گذاشته شده‌اند",
     "{count} رویداد پردازش نشد و منتظر اجرای دوباره است.",
     "رویدادهای کنارگذاشته را ببینید، علت را برطرف و دوباره اجرا کنید."},
    {"سرنوشت برخی ارسال‌ها نامعلوم است",
     "معلوم نیست {count} ارسال رسیده است یا نه؛ قدیمی‌ترین "
     "آن‌ها "
     "{minutes} "
     "دقیقه "
     "است.",
     "در اینستاگرام ببینید و برای هر کدام بگویید رسیده است یا نه."},
    {"پاسخ‌ها دیر می‌روند",
     "قدیمی‌ترین پاسخی که می‌توانست برود {minutes} دقیقه "
     "منتظر "
     "است.",
     "فعالیت را ببینید: هر ارسال می‌گوید منتظر چیست."},
    {"ارسال‌های زیادی ناموفق است",
     "{percent} درصد از ارسال‌های یک ساعت گذشته ناموفق بود: "
     "{failed} "
     "از "
     "{count}.",
     "ارسال‌های ناموفق را در فعالیت ببینید؛ علت هر کدام "
     "نوشته "
     "شده "
     "است."},
    {"کسی گذرواژه‌ای را حدس می‌زند",
     "در یک ساعت {failures} ورود {member} ناموفق بود.",
     "از او بپرسید که خودش بوده است یا نه. عامل دوم جلوی حدس زدن را "
     "می‌گیرد."},
    {"اینستاگرام در دسترس نیست",
     "آخرین فراخوانی‌های اینستاگرام ناموفق بود: {reason}.",
     "پیام‌ها دریافت می‌شوند و پاسخ‌ها منتظرند. راه "
     "سرور "
     "به "
     "اینترنت "
     "را "
     "ببینید."},
    {"دیسک نزدیک به پر شدن است",
     "روی دیسک سرور {mebibytes} مبی‌بایت خالی است.",
     "جا باز کنید: با پر شدن دیسک وب‌هوک‌ها رد می‌شوند."},
    {"پشتیبان تازه‌ای نیست", "از {days} روز گذشته پشتیبانی وجود ندارد.",
     "یکی بسازید: dunlin backup، یا آن را هر شب به زمان‌بند "
     "دستگاه "
     "بسپارید."},
    {"هشدار آزمایشی",
     "این یک آزمایش است: هشدارها به این‌جا می‌رسند.",
     "کاری لازم نیست."},
}};

}  // namespace

Words words_of(Kind kind) {
  return kEnglish.at(static_cast<std::size_t>(kind));
}

Sentences sentences(Kind kind, const json::Object& facts, std::string_view language) {
  const auto& words = (language == "fa" ? kPersian : kEnglish).at(static_cast<std::size_t>(kind));
  return {.title = std::string(words.title),
          .says = json::fill(words.says, facts),
          .todo = json::fill(words.todo, facts)};
}

}  // namespace dunlin::alerts
