#include "workspace/letters.h"

#include <fmt/format.h>

#include "workspace/change_email.h"

namespace dunlin::workspace {
namespace {

struct Words {
  std::string_view subject, text;
};

Words english(LetterKind kind) {
  switch (kind) {
    case LetterKind::reset:
      return {"Your new Dunlin password",
              "Somebody asked for a new password for {to}.\n\nChoose it here, within 20 "
              "minutes:\n{link}\n\nIf it was not you, do nothing: the old one stays.\n"};
    case LetterKind::sign_up:
      return {"Finish signing up to Dunlin",
              "Finish signing up as {to} here, within a day:\n{link}\n\nIf it was not you, do "
              "nothing.\n"};
    case LetterKind::known_already:
      return {"You have a Dunlin sign-in already",
              "Somebody asked to sign up as {to}, which is here already. Sign in:\n{link}\n\nIf "
              "you forgot the password, ask for a new one there.\n"};
    case LetterKind::invitation:
      return {"You are invited to a Dunlin workspace",
              "You are invited to the workspace {workspace}. Accept within 7 days:\n{link}\n"};
  }
  return {};
}

Words persian(LetterKind kind) {
  switch (kind) {
    case LetterKind::reset:
      return {
          "گذرواژهٔ تازهٔ شما در دانلین",
          "برای {to} گذرواژهٔ تازه‌ای خواسته شده است.\n\nتا ۲۰ "
          "دقیقه "
          "این‌جا "
          "انتخابش "
          "کنید:\n{link}\n\nاگر شما نخواسته‌اید، کاری نکنید؛ "
          "گذرواژهٔ "
          "پیشین "
          "می‌ماند.\n"};
    case LetterKind::sign_up:
      return {"ثبت‌نام در دانلین را تمام کنید",
              "ثبت‌نام با {to} را تا یک روز این‌جا تمام "
              "کنید:\n{link}\n\nاگر "
              "شما "
              "نخواسته‌اید، کاری "
              "نکنید.\n"};
    case LetterKind::known_already:
      return {
          "شما در دانلین حساب دارید",
          "کسی خواسته با {to} ثبت‌نام کند، که از پیش حساب "
          "دارد. "
          "وارد "
          "شوید:\n{link}\n\nاگر "
          "گذرواژه را فراموش کرده‌اید، همان‌جا گذرواژهٔ "
          "تازه "
          "بخواهید.\n"};
    case LetterKind::invitation:
      return {"به یک فضای کاری دانلین دعوت شده‌اید",
              "به فضای کاری {workspace} دعوت شده‌اید. تا ۷ روز "
              "بپذیرید:\n{link}\n"};
  }
  return {};
}

Words email_changed(std::string_view language) {
  if (language == "fa") {
    return {
        "از این پس با ایمیل دیگری وارد دانلین می‌شوید",
        "ایمیل ورود شما از {from} به {to} تغییر کرد. گذرواژه همان است.\n\nاگر کار شما نبوده "
        "است، بی‌درنگ به مالک فضای کاری یا گردانندهٔ سرور "
        "بگویید.\n"};
  }
  return {"You sign in to Dunlin by another e-mail now",
          "The e-mail of your sign-in was changed from {from} to {to}. The password is as before."
          "\n\nIf it was not you, tell an owner of your workspace, or whoever runs the server, at "
          "once.\n"};
}

}  // namespace

mail::Letter letter_to_old_address(const Person& before, std::string_view email) {
  const Words words = email_changed(before.language);
  mail::Letter letter;
  letter.to = before.email;
  letter.subject = words.subject;
  letter.text =
      fmt::format(fmt::runtime(words.text), fmt::arg("from", before.email), fmt::arg("to", email));
  return letter;
}

mail::Letter write_letter(const LetterParts& parts) {
  const Words words = parts.language == "fa" ? persian(parts.kind) : english(parts.kind);
  mail::Letter letter;
  letter.to = parts.to;
  letter.subject = words.subject;
  letter.text = fmt::format(fmt::runtime(words.text), fmt::arg("to", parts.to),
                            fmt::arg("link", parts.link), fmt::arg("workspace", parts.workspace));
  return letter;
}

}  // namespace dunlin::workspace
