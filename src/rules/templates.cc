#include "rules/rules.h"

namespace dunlin::rules {
namespace {

constexpr int kFallbackPriority = -100;
constexpr int kMorning = 9 * 60;
constexpr int kEvening = 18 * 60;

struct Words {
  std::vector<std::string> words, phrases;
};

Keywords any_of(const Words& sought) {
  Keywords out;
  for (const std::string& word : sought.words) out.any.push_back({word, MatchKind::word});
  for (const std::string& phrase : sought.phrases) out.any.push_back({phrase, MatchKind::phrase});
  return out;
}

Rule answering(std::string name, Trigger trigger, const Words& sought, std::string text) {
  Rule rule;
  rule.name = std::move(name);
  rule.trigger = trigger;
  rule.conditions.keywords = any_of(sought);
  rule.actions = {Reply{{{std::move(text), 1, {}}}}};
  return rule;
}

Template price(bool persian) {
  if (!persian) {
    return {
        "price", "en", "Price", "Answers who asks what something costs",
        answering("Price", Trigger::message, {{"price", "prices", "cost", "costs"}, {"how much"}},
                  "Hi {{name|there}}! Which one do you mean? Send us its name or a photo, and "
                  "you get the price right here.")};
  }
  return {
      "price", "fa", "قیمت", "به کسی که قیمت می‌پرسد پاسخ می‌دهد",
      answering(
          "قیمت", Trigger::message, {{"قیمت", "چنده", "چقدره", "هزینه"}, {"چه قیمت"}},
          "سلام {{name|دوست عزیز}}! کدام را می‌خواهید؟ نام یا "
          "عکسش "
          "را "
          "بفرستید "
          "تا "
          "قیمت "
          "را "
          "همین‌جا بنویسیم.")};
}

Template shipping(bool persian) {
  if (!persian) {
    return {"shipping", "en", "Shipping", "Says how long delivery takes and what it costs",
            answering("Shipping", Trigger::message,
                      {{"shipping", "delivery", "deliver", "ship"}, {"send it to"}},
                      "We ship within two working days; delivery takes three to five days. Tell us "
                      "your city, and you get the exact cost.")};
  }
  return {
      "shipping", "fa", "ارسال", "زمان و هزینهٔ ارسال را می‌گوید",
      answering("ارسال", Trigger::message, {{"ارسال", "پست", "تحویل"}, {"ارسال دارید"}},
                "سفارش‌ها تا دو روز کاری ارسال می‌شود و سه تا "
                "پنج "
                "روز "
                "در "
                "راه "
                "است. "
                "شهرتان "
                "را "
                "بنویسید تا هزینهٔ دقیق را بگوییم.")};
}

Template hours(bool persian) {
  if (!persian) {
    return {
        "hours", "en", "Opening hours", "Says when you are open and where",
        answering("Opening hours", Trigger::message,
                  {{"open", "hours", "address"}, {"where are you", "when do you open"}},
                  "We are open Monday to Friday, 9:00 to 18:00. Come by, or write to us here.")};
  }
  return {"hours", "fa", "ساعت کار", "ساعت کار و نشانی را می‌گوید",
          answering("ساعت کار", Trigger::message,
                    {{"آدرس", "نشانی", "بازید"}, {"ساعت کار", "کجا هستید"}},
                    "ما از شنبه تا چهارشنبه، ساعت ۹ تا ۱۸ باز هستیم. سر بزنید یا "
                    "همین‌جا "
                    "بنویسید.")};
}

Template returns(bool persian) {
  if (!persian) {
    return {"returns", "en", "Returns", "Explains returns and hands over to a person", [] {
              Rule rule = answering("Returns", Trigger::message,
                                    {{"return", "returns", "refund", "exchange"}, {}},
                                    "Sorry that it does not fit. You can send it back within 14 "
                                    "days; one of us takes over here now.");
              rule.actions.emplace_back(HandToPerson{});
              return rule;
            }()};
  }
  return {
      "returns", "fa", "مرجوعی",
      "شرایط مرجوعی را می‌گوید و گفتگو را به همکار "
      "می‌سپارد",
      [] {
        Rule rule = answering(
            "مرجوعی", Trigger::message, {{"مرجوعی", "مرجوع", "تعویض"}, {"پس بدم", "پول برگرده"}},
            "متأسفیم که مناسب نبود. تا ۱۴ روز می‌توانید آن "
            "را "
            "پس "
            "بفرستید؛ "
            "همکارمان همین‌جا پاسخ می‌دهد.");
        rule.actions.emplace_back(HandToPerson{});
        return rule;
      }()};
}

Template greeting(bool persian) {
  if (!persian) {
    return {"greeting", "en", "Greeting", "Welcomes whoever writes for the first time",
            answering("Greeting", Trigger::first_contact, {},
                      "Hi {{name|there}}, and welcome! Ask us anything.")};
  }
  return {"greeting", "fa", "خوشامد",
          "به کسی که بار اول می‌نویسد خوشامد می‌گوید",
          answering("خوشامد", Trigger::first_contact, {},
                    "سلام {{name|دوست عزیز}}، خوش آمدید! هر سؤالی دارید بپرسید.")};
}

Rule away_rule(std::string name, std::vector<int> days, std::string text) {
  Rule rule = answering(std::move(name), Trigger::no_match, {}, std::move(text));
  rule.conditions.schedule = Schedule{.days = std::move(days),
                                      .from_minute = kMorning,
                                      .to_minute = kEvening,
                                      .when = Schedule::When::outside};
  rule.priority = kFallbackPriority + 10;
  return rule;
}

Template away(bool persian) {
  if (!persian) {
    return {"away", "en", "Away", "Tells who writes outside working hours when you are back",
            away_rule("Away", {1, 2, 3, 4, 5},
                      "Thanks for your message! We are back on the next working day at 9:00 and "
                      "answer you then.")};
  }
  return {"away", "fa", "خارج از ساعت کار",
          "بیرون از ساعت کار می‌گوید کی برمی‌گردید",
          away_rule("خارج از ساعت کار", {6, 7, 1, 2, 3},
                    "ممنون از پیامتان! روز کاری بعد ساعت ۹ "
                    "برمی‌گردیم "
                    "و "
                    "پاسخ "
                    "می‌دهیم.")};
}

Template mention(bool persian) {
  if (!persian) {
    return {"mention", "en", "Story mention", "Thanks who mentions you in a story",
            answering("Story mention", Trigger::story_mention, {},
                      "Thank you for the mention, {{name|friend}}! You made our day.")};
  }
  return {
      "mention", "fa", "منشن در استوری",
      "از کسی که در استوری از شما نام می‌برد تشکر می‌کند",
      answering("منشن در استوری", Trigger::story_mention, {},
                "ممنون که از ما نام بردید، {{name|دوست عزیز}}! خوشحالمان کردید.")};
}

Rule person_rule(std::string name, const Words& sought, std::string text) {
  Rule rule = answering(std::move(name), Trigger::message, sought, std::move(text));
  rule.actions.emplace_back(HandToPerson{});
  rule.priority = 100;
  return rule;
}

Template person(bool persian) {
  if (!persian) {
    return {"person", "en", "A person, please", "Hands over to whoever is there",
            person_rule("A person, please",
                        {{"human", "agent", "complaint"}, {"talk to someone", "real person"}},
                        "Of course. One of us takes over and answers you here.")};
  }
  return {"person", "fa", "صحبت با همکار",
          "گفتگو را به یکی از همکاران می‌سپارد",
          person_rule(
              "صحبت با همکار", {{"پشتیبان", "اپراتور", "شکایت"}, {"با یک نفر", "آدم واقعی"}},
              "حتماً. یکی از همکاران همین‌جا پاسخ می‌دهد.")};
}

}  // namespace

std::vector<Template> templates() {
  std::vector<Template> out;
  for (const bool persian : {false, true}) {
    for (const auto make : {price, shipping, hours, returns, greeting, away, mention, person}) {
      out.push_back(make(persian));
    }
  }
  return out;
}

}  // namespace dunlin::rules
