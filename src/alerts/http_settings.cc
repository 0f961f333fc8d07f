#include "alerts/http_settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/call.h"
#include "alerts/tell.h"
#include "json/reader.h"
#include "workspace/workspace.h"

namespace dunlin::alerts {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::reply_with;

constexpr std::array<std::string_view, 2> kStyles{"standard", "slack"};
constexpr std::size_t kMostKinds = 50;

json::Value to_json(const Setting& setting) {
  const KindRow& row = row_of(setting.kind);
  const bool settable = !row.unit.empty();
  const auto number = [settable](std::int64_t value) {
    return settable ? json::Value(value) : json::Value();
  };
  json::Object out;
  out["kind"] = name(setting.kind);
  out["enabled"] = setting.enabled;
  out["threshold"] = number(setting.threshold);
  out["unit"] = settable ? json::Value(row.unit) : json::Value();
  out["minimum"] = number(row.minimum);
  out["maximum"] = number(row.maximum);
  out["default"] = number(row.standard);
  out["about"] = name(row.about);
  return out;
}

/// The audit log's form: what is set, by kind.
json::Value short_form(const Settings& settings) {
  json::Object out;
  for (const Setting& setting : settings) {
    json::Object one{{"enabled", setting.enabled}};
    if (!row_of(setting.kind).unit.empty()) one["threshold"] = setting.threshold;
    out[name(setting.kind)] = std::move(one);
  }
  return out;
}

Result<json::Value> webhook_json(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const auto webhook, load_webhook(tx, scope));
  if (!webhook) return json::Value();
  DUNLIN_TRY(const std::int64_t waiting, count_calls(tx, scope));
  json::Object out;
  out["host"] = webhook->host;
  out["style"] = kStyles.at(static_cast<std::size_t>(webhook->style));
  out["waiting"] = waiting;
  out["last"] = nullptr;
  if (webhook->last_at) {
    out["last"] = json::Object{{"at", to_rfc3339(*webhook->last_at)},
                               {"delivered", webhook->last_delivered},
                               {"says", webhook->last_says}};
  }
  return json::Value(std::move(out));
}

/// Of the person who asks; null for a key.
Result<json::Value> my_mail(db::Tx& tx, const Call& call) {
  if (!call.signed_in) return json::Value();
  const PersonId me = call.signed_in->self.person();
  DUNLIN_TRY(const auto wishes, load_wishes(tx, call.scope));
  const Reader reader{.person = me,
                      .email = {},
                      .language = {},
                      .role = call.who.role.value_or(workspace::Role::viewer)};
  return json::Value(!told_by_mail({reader}, wishes).empty());
}

Result<Reply> show(db::Tx& tx, const Call& call, const Needs& needs) {
  DUNLIN_TRY(const Settings settings, load_settings(tx, call.scope));
  json::Array kinds;
  for (const Setting& setting : settings) kinds.push_back(to_json(setting));
  json::Object out;
  out["kinds"] = std::move(kinds);
  DUNLIN_TRY(out["webhook"], webhook_json(tx, call.scope));
  DUNLIN_TRY(out["my_mail"], my_mail(tx, call));
  out["mail_works"] = static_cast<bool>(needs.post);
  return reply_with(std::move(out));
}

/// What the handlers' transactions know of a call: its request is gone by then.
Call without_request(const Call& call) {
  Call out = call;
  out.request = nullptr;
  return out;
}

Task<Result<Reply>> get_settings(const Needs& needs, const Call& call) {
  return in_read(needs.database, [needs, call = without_request(call)](db::Tx& tx) {
    return show(tx, call, needs);
  });
}

struct Wish {
  Kind kind = Kind::test;
  std::optional<bool> enabled;
  std::optional<std::int64_t> threshold;
};

Result<Wish> read_wish(const json::Value& value, const std::string& path) {
  json::Reader in(value, path);
  const std::string text = in.text("kind", {.min_bytes = 1, .max_bytes = 40});
  const auto kind = kind_named(text);
  Wish wish;
  wish.enabled = in.optional_flag("enabled");
  if (!kind || *kind == Kind::test) {
    in.fault("kind", "alert.kind_unknown", "is no kind of alert that can be set");
    (void)in.optional_value("threshold");
    DUNLIN_CHECK(in.finish());
    return wish;
  }
  wish.kind = *kind;
  const KindRow& row = row_of(*kind);
  wish.threshold = in.optional_integer("threshold", row.minimum, row.maximum);
  if (wish.threshold && row.unit.empty()) {
    in.fault("threshold", "alert.no_threshold", "of this kind there is none to set");
  }
  DUNLIN_CHECK(in.finish());
  return wish;
}

Result<std::vector<Wish>> read_wishes(const json::Value& body) {
  json::Reader in(body);
  const json::Array* kinds = in.optional_array("kinds", kMostKinds);
  if (kinds == nullptr) in.fault("kinds", "input.required", "must be given");
  DUNLIN_CHECK(in.finish());
  std::vector<Wish> out;
  for (std::size_t i = 0; i < kinds->size(); ++i) {
    DUNLIN_TRY(Wish wish, read_wish((*kinds)[i], fmt::format("kinds[{}]", i)));
    out.push_back(wish);
  }
  return out;
}

Result<Reply> change(db::Tx& tx, const Call& call, const Needs& needs,
                     const std::vector<Wish>& wishes) {
  DUNLIN_TRY(const Settings before, load_settings(tx, call.scope));
  for (const Wish& wish : wishes) {
    Setting setting = *std::ranges::find(before, wish.kind, &Setting::kind);
    setting.enabled = wish.enabled.value_or(setting.enabled);
    setting.threshold = wish.threshold.value_or(setting.threshold);
    DUNLIN_CHECK(save_setting(tx, call.scope, setting));
  }
  DUNLIN_TRY(const Settings after, load_settings(tx, call.scope));
  if (needs.wake) tx.after_commit(needs.wake);
  DUNLIN_TRY(Reply reply, show(tx, call, needs));
  reply.changed = {.before = short_form(before), .after = short_form(after)};
  return reply;
}

Task<Result<Reply>> patch_settings(const Needs& needs, const Call& call) {
  const auto wishes = read_wishes(call.body);
  if (!wishes) return workspace::answer(wishes.error());
  return in_write(needs.database, call,
                  [needs, call = without_request(call), wishes = *wishes](db::Tx& tx) {
                    return change(tx, call, needs, wishes);
                  });
}

Task<Result<Reply>> put_mail(const Needs& needs, const Call& call) {
  json::Reader in(call.body);
  const auto mail = in.optional_flag("mail");
  if (!mail) in.fault("mail", "input.required", "must be given");
  if (const auto good = in.finish(); !good) return workspace::answer(good.error());
  if (!call.signed_in) {
    return workspace::answer(Error(Code::forbidden, "auth.person_only",
                                   "Only a person who signed in can be told by mail")
                                 .hinting("Sign in and say it for yourself."));
  }
  return in_write(needs.database, call,
                  [needs, call = without_request(call), mail = *mail](db::Tx& tx) -> Result<Reply> {
                    const PersonId me = call.signed_in->self.person();
                    DUNLIN_TRY(const json::Value before, my_mail(tx, call));
                    DUNLIN_CHECK(wish_mail(tx, call.scope, me, mail));
                    DUNLIN_TRY(Reply reply, show(tx, call, needs));
                    reply.changed = {.object = to_text(me),
                                     .before = json::Object{{"mail", before}},
                                     .after = json::Object{{"mail", mail}}};
                    return reply;
                  });
}

struct NewWebhook {
  Style style = Style::standard;
  std::string url, host;
};

Result<NewWebhook> read_webhook(const json::Value& body) {
  json::Reader in(body);
  NewWebhook out;
  out.url = in.text("url", {.min_bytes = 9, .max_bytes = 2000});
  out.style =
      in.choice("style", {kStyles[0], kStyles[1]}) == kStyles[1] ? Style::slack : Style::standard;
  DUNLIN_CHECK(in.finish());
  DUNLIN_TRY(out.host, host_of(out.url));
  return out;
}

Task<Result<Reply>> put_webhook(const Needs& needs, const Call& call) {
  const auto made = read_webhook(call.body);
  if (!made) return workspace::answer(made.error());
  const std::string row = to_text(call.scope.workspace());
  const auto seal = [&](std::string_view column, const Secret<>& value) {
    return needs.vault->seal(call.scope, {.table = "alert_webhook", .row = row, .column = column},
                             value);
  };
  Webhook webhook{.style = made->style, .host = made->host};
  webhook.url_sealed = seal("url_sealed", Secret<>(made->url));
  json::Value shown;
  if (made->style == Style::standard) {
    const Secret<> secret = new_secret(needs.seams->random);
    webhook.secret_sealed = seal("secret_sealed", secret);
    shown = secret.reveal();
  }
  return in_write(
      needs.database, call, [scope = call.scope, webhook, shown](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const auto before, load_webhook(tx, scope));
        DUNLIN_CHECK(save_webhook(tx, scope, webhook));
        const auto told = [](const Webhook& one) {
          return json::Object{{"host", one.host},
                              {"style", kStyles.at(static_cast<std::size_t>(one.style))}};
        };
        json::Object out = told(webhook);
        out["secret"] = shown;
        Reply reply = reply_with(std::move(out));
        reply.changed = {.object = to_text(scope.workspace()),
                         .before = before ? json::Value(told(*before)) : json::Value(),
                         .after = told(webhook)};
        return reply;
      });
}

Task<Result<Reply>> delete_webhook(const Needs& needs, const Call& call) {
  return in_write(needs.database, call, [scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(remove_webhook(tx, scope));
    return reply_with(nullptr, 204);
  });
}

}  // namespace

std::vector<workspace::Endpoint> settings_endpoints(const Needs& needs) {
  return {
      workspace::endpoint("GET", "/api/v1/alert-settings", Access::read,
                          [needs](const Call& call) { return get_settings(needs, call); }),
      workspace::changing("PATCH", "/api/v1/alert-settings", Access::manage, "alert.configure",
                          [needs](const Call& call) { return patch_settings(needs, call); }),
      workspace::changing("PUT", "/api/v1/alert-settings/mail", Access::read, "alert.mail",
                          [needs](const Call& call) { return put_mail(needs, call); }),
      workspace::changing("PUT", "/api/v1/alert-settings/webhook", Access::administer,
                          "alert.webhook",
                          [needs](const Call& call) { return put_webhook(needs, call); }),
      workspace::changing("DELETE", "/api/v1/alert-settings/webhook", Access::administer,
                          "alert.webhook_removed",
                          [needs](const Call& call) { return delete_webhook(needs, call); }),
  };
}

}  // namespace dunlin::alerts
