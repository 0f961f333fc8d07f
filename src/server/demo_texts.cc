#include "server/demo_texts.h"

#include <array>

namespace dunlin::server {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kQuestions{
    "How much is the {c} {p}?"sv,
    "Hi! Is the {p} still available?"sv,
    "Do you have the {p} in {c}?"sv,
    "What sizes are left of the {p}?"sv,
    "Do you ship to the islands?"sv,
    "My order {n} has not arrived yet"sv,
    "Can I return the {p} if it does not fit?"sv,
    "I saw the {c} one in your story, is that the new {p}?"sv,
    "How long does delivery take?"sv,
    "Could you keep one {p} for me until Friday?"sv,
    "thanks a lot!"sv,
    "Is there a discount if I take {n}?"sv,
    "The {p} is lovely, my sister wants one too"sv,
    "What is it made of?"sv,
    "Can I wash the {p} at 30 degrees?"sv,
    "Are you open on Saturday?"sv,
    "Where is your shop?"sv,
    "I paid for {n} but got {n}, what now?"sv,
    "The colour looks different from the photo"sv,
    "ok, I will take it"sv,
    "Do you do gift wrapping?"sv,
    "Would you work with us on a collaboration in spring?"sv,
    "What is the waist in centimetres for size {n}?"sv,
    "Hello?"sv,
    "Please send me the link to the {c} {p}"sv,
};
constexpr std::array kAnswers{
    "The {c} {p} is {n} €. Shall I put one aside for you?"sv,
    "Yes, it is still here. We ship within two days."sv,
    "We have it in {c} and in a lighter tone."sv,
    "Sizes 36 to 42 are left; {n} of them today."sv,
    "Your parcel {n} is on its way, it should be with you tomorrow."sv,
    "Of course: returns are free for 30 days."sv,
    "Thank you! Tell us when it has arrived."sv,
    "We are open from 9 to 18, on Saturday until 14."sv,
    "I have asked the workshop and will write to you as soon as I know."sv,
    "That was our mistake. A new {p} leaves today, keep the other one."sv,
    "Here you are: the {p} is under New in the shop."sv,
    "With pleasure. Which ribbon, {c} or plain?"sv,
};
constexpr std::array kProducts{"dress"sv,    "linen shirt"sv, "scarf"sv, "wool coat"sv,
                               "bag"sv,      "sandals"sv,     "ring"sv,  "belt"sv,
                               "notebook"sv, "teapot"sv,      "lamp"sv,  "blanket"sv};
constexpr std::array kColours{"blue"sv,  "green"sv, "black"sv, "ivory"sv,
                              "amber"sv, "grey"sv,  "red"sv,   "olive"sv};
constexpr std::array kGiven{"Anna"sv,  "Ben"sv,  "Clara"sv,  "David"sv, "Emma"sv,  "Felix"sv,
                            "Grace"sv, "Hugo"sv, "Ines"sv,   "Jonas"sv, "Katie"sv, "Liam"sv,
                            "Mia"sv,   "Noah"sv, "Olivia"sv, "Paul"sv,  "Rosa"sv,  "Tom"sv};
constexpr std::array kFamily{"Archer"sv,  "Bell"sv,   "Costa"sv,  "Dunn"sv,    "Ellis"sv,
                             "Fischer"sv, "Garcia"sv, "Hart"sv,   "Ivanova"sv, "Jensen"sv,
                             "Keller"sv,  "Lopez"sv,  "Moreau"sv, "Novak"sv,   "Owens"sv,
                             "Petit"sv,   "Rossi"sv,  "Weber"sv};

constexpr std::array kPersianQuestions{
    "سلام، قیمت {p} {c} چنده؟"sv,
    "سلام وقت بخیر، {p} هنوز موجوده؟"sv,
    "رنگ {c} هم دارید؟"sv,
    "ارسال به شیراز دارید؟"sv,
    "سفارش {n} من هنوز نرسیده"sv,
    "چه سایزهایی از {p} مونده؟"sv,
    "اگر اندازه نباشه می‌تونم پس بدم؟"sv,
    "ارسال چند روز طول می‌کشه؟"sv,
    "مرسی خیلی ممنون"sv,
    "برای {n} تا تخفیف هم می‌دید؟"sv,
    "جنسش چیه؟"sv,
    "می‌شه یکی برام نگه دارید؟"sv,
    "این همون {p} جدیده که استوری کردید؟"sv,
    "آدرس مغازه رو لطفاً بفرستید"sv,
    "جمعه‌ها باز هستید؟"sv,
    "پول {n} تا رو دادم ولی یکی رسید"sv,
    "خیلی قشنگه، خواهرم هم می‌خواد"sv,
    "باشه همین رو می‌برم"sv,
    "بسته‌بندی هدیه دارید؟"sv,
    "سلام؟"sv,
};
constexpr std::array kPersianAnswers{
    "سلام، {p} {c} {n} تومنه. براتون کنار بذارم؟"sv,
    "بله موجوده، تا دو روز دیگه ارسال می‌شه."sv,
    "بله، {c} و یک رنگ روشن‌تر هم داریم."sv,
    "سایز ۳۶ تا ۴۲ مونده، امروز {n} تا."sv,
    "سفارش {n} تو راهه و فردا به دستتون می‌رسه."sv,
    "حتماً، تا سی روز مرجوعی رایگانه."sv,
    "ممنون از شما، رسید خبر بدید."sv,
    "از ۹ صبح تا ۶ عصر باز هستیم، پنجشنبه تا ۲."sv,
    "اشتباه از ما بود، یکی دیگه امروز می‌فرستیم."sv,
};
constexpr std::array kPersianProducts{"پیراهن"sv, "مانتو"sv, "شال"sv,   "کیف"sv,   "کفش"sv,
                                      "انگشتر"sv, "دفتر"sv,  "گلدان"sv, "روسری"sv, "کت"sv};
constexpr std::array kPersianColours{"آبی"sv, "سبز"sv, "مشکی"sv, "کرم"sv, "قرمز"sv, "زیتونی"sv};
constexpr std::array kPersianGiven{"لیلا"sv, "امیر"sv, "نگار"sv, "سارا"sv,   "علی"sv,  "مریم"sv,
                                   "رضا"sv,  "زهرا"sv, "کیان"sv, "نازنین"sv, "پویا"sv, "شیما"sv};
constexpr std::array kPersianFamily{"محمدی"sv, "رضایی"sv, "کریمی"sv, "حسینی"sv, "صادقی"sv,
                                    "نوری"sv,  "جعفری"sv, "رحیمی"sv, "امینی"sv, "یوسفی"sv};

}  // namespace

const DemoTexts& english_demo() {
  static const DemoTexts texts{"en", kQuestions, kAnswers, kProducts, kColours, kGiven, kFamily};
  return texts;
}

const DemoTexts& persian_demo() {
  static const DemoTexts texts{
      "fa",          kPersianQuestions, kPersianAnswers, kPersianProducts, kPersianColours,
      kPersianGiven, kPersianFamily};
  return texts;
}

}  // namespace dunlin::server
