#include "rules/rules.h"

namespace dunlin::rules {
namespace {

constexpr int kFallbackPriority = -100;

std::vector<Keyword> keywords(std::initializer_list<const char*> words,
                              std::initializer_list<const char*> phrases) {
  std::vector<Keyword> out;
  for (const char* word : words) out.push_back({word, MatchKind::word});
  for (const char* phrase : phrases) out.push_back({phrase, MatchKind::phrase});
  return out;
}

Rule answering(std::string name, Trigger trigger, std::string text) {
  Rule rule;
  rule.name = std::move(name);
  rule.trigger = trigger;
  rule.actions = {Reply{{{std::move(text), 1, {}}}}};
  return rule;
}

Rule price_in_english() {
  Rule rule = answering("Price (English)", Trigger::message,
                        "Hi {{name|there}}! Thanks for asking about the price. Tell us which "
                        "product you mean, or send a photo of it, "
                        "and you get the price right here.");
  rule.conditions.keywords.any =
      keywords({"price", "prices", "pricing", "cost", "costs"}, {"how much", "what does it cost"});
  return rule;
}

Rule price_in_persian() {
  Rule rule = answering("Price (Persian)", Trigger::message,
                        "سلام {{name|دوست عزیز}}! "
                        "ممنون که قیمت را پرسیدید. "
                        "بگویید کدام محصول را می‌خواهید، "
                        "یا عکسش را بفرستید، "
                        "تا قیمت را همین‌جا برایتان بنویسیم.");
  rule.conditions.keywords.any = keywords(
      {"قیمت", "قیمتش", "قیمتها", "چنده", "چند", "چقدر", "چقدره", "هزینه", "هزینه‌اش"},
      {"چه قیمت"});
  return rule;
}

Rule fallback_in_persian() {
  Rule rule = answering("Fallback (Persian)", Trigger::no_match,
                        "سلام {{name|دوست عزیز}}! "
                        "پیام شما رسید. "
                        "به‌زودی یکی از ما پاسخ می‌دهد.");
  rule.conditions.keywords.any = {{"\\p{Arabic}", MatchKind::regex}};
  rule.priority = kFallbackPriority + 1;
  return rule;
}

Rule fallback_in_english() {
  Rule rule = answering("Fallback (English)", Trigger::no_match,
                        "Hi {{name|there}}! We got your message, and one of us will answer soon.");
  rule.priority = kFallbackPriority;
  return rule;
}

}  // namespace

std::vector<Rule> shipped_rules() {
  return {price_in_english(), price_in_persian(), fallback_in_persian(), fallback_in_english()};
}

}  // namespace dunlin::rules
