#include <algorithm>
#include <iterator>

#include "json/reader.h"
#include "workspace/http_identity.h"
#include "workspace/http_settings.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

constexpr json::TextLimits kName{.min_bytes = 1, .max_bytes = 80};
constexpr std::size_t kMostWords = 100;

json::Object to_json(const Workspace& workspace) {
  json::Object out;
  out["id"] = to_text(workspace.id);
  out["name"] = workspace.name;
  out["zone"] = workspace.zone;
  out["language"] = workspace.language;
  out["automation_paused"] = workspace.automation_paused;
  out["opt_out_words"] =
      json::Array(workspace.opt_out_words.begin(), workspace.opt_out_words.end());
  out["opt_out_texts"] = to_json(workspace.opt_out_texts);
  out["retention"] = to_json(workspace.retention);
  out["rule_version"] = workspace.rule_version;
  return out;
}

json::Value to_json(const ApiKey& key) {
  json::Object out;
  out["id"] = to_text(key.id);
  out["name"] = key.name;
  out["prefix"] = key.prefix;
  json::Array scopes;
  for (const std::string_view scope : key.scopes.names()) scopes.emplace_back(scope);
  out["access"] = key.scopes.within(KeyScopes::reading()) ? "read" : "write";
  out["scopes"] = std::move(scopes);
  out["installer"] = key.installer;
  out["created_at"] = to_rfc3339(key.created_at);
  out["last_used_at"] = time_json(key.last_used_at);
  out["revoked_at"] = time_json(key.revoked_at);
  return out;
}

bool is_plain(std::string_view text, std::string_view more) {
  return std::ranges::all_of(text, [more](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

/// With the parts that are rows of their own.
Result<json::Value> settings_json(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const Workspace workspace, load_workspace(tx, scope));
  DUNLIN_TRY(const SignInRules rules, load_sign_in_rules(tx, scope));
  json::Object out = to_json(workspace);
  out["sign_in"] = to_json(rules);
  return json::Value(std::move(out));
}

struct WorkspaceInput {
  WorkspaceChange change;
  SettingsChange settings;
  std::optional<bool> automation_paused;
};

Result<WorkspaceInput> read_change(const json::Value& body) {
  json::Reader in(body);
  WorkspaceInput out;
  out.change.name = in.optional_text("name", kName);
  out.change.zone = in.optional_text("zone", {.min_bytes = 1, .max_bytes = 64});
  out.change.language = in.optional_text("language", {.min_bytes = 2, .max_bytes = 35});
  out.automation_paused = in.optional_flag("automation_paused");
  if (in.optional_array("opt_out_words", kMostWords)) {
    out.change.opt_out_words =
        in.texts("opt_out_words", kMostWords, {.min_bytes = 1, .max_bytes = 100});
  }
  if (out.change.zone && !is_plain(*out.change.zone, "_+-/")) {
    in.fault("zone", "input.choice", "must be an IANA time zone such as Asia/Tehran");
  }
  if (out.change.language && !is_plain(*out.change.language, "-")) {
    in.fault("language", "input.choice", "must be a language tag such as en or fa");
  }
  DUNLIN_TRY(out.settings, read_settings(in));
  DUNLIN_CHECK(in.finish());
  return out;
}

Task<Result<Reply>> get_workspace(db::Database database, const Call& call) {
  return in_read(database, [scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(json::Value found, settings_json(tx, scope));
    return reply_with(std::move(found));
  });
}

Status change_settings(db::Tx& tx, const Scope& scope, const Workspace& before,
                       const SettingsChange& change, Instant now) {
  const Retention retention = change.applied(before.retention, now);
  if (retention != before.retention) DUNLIN_CHECK(set_retention(tx, scope, retention));
  if (!change.stop && !change.start) return {};
  return set_opt_out_texts(tx, scope, change.applied(before.opt_out_texts));
}

Status change_sign_in(db::Tx& tx, const Scope& scope, const SettingsChange& change,
                      const std::optional<PersonScope>& self) {
  DUNLIN_TRY(const SignInRules before, load_sign_in_rules(tx, scope));
  const SignInRules after = change.applied(before);
  if (after == before) return {};
  DUNLIN_TRY(const bool factor,
             self ? has_second_factor(tx, *self) : an_owner_has_second_factor(tx, scope));
  DUNLIN_CHECK(check_change(before, after, self ? Asker::person : Asker::key, factor));
  return set_sign_in_rules(tx, scope, after);
}

Task<Result<Reply>> patch_workspace(db::Database database, const Seams* seams, const Call& call) {
  auto input = read_change(call.body);
  if (!input) return answer(std::move(input).error());
  std::optional<PersonScope> self;
  if (call.signed_in) self = call.signed_in->self;
  return in_write(database, call,
                  [scope = call.scope, self, input = *input,
                   now = seams->clock.now()](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const Workspace before, lock_workspace(tx, scope));
                    DUNLIN_TRY(const json::Value was, settings_json(tx, scope));
                    DUNLIN_CHECK(change_workspace(tx, scope, input.change));
                    DUNLIN_CHECK(change_settings(tx, scope, before, input.settings, now));
                    if (input.automation_paused) {
                      DUNLIN_CHECK(set_automation_paused(tx, scope, *input.automation_paused));
                    }
                    DUNLIN_CHECK(change_sign_in(tx, scope, input.settings, self));
                    DUNLIN_TRY(json::Value is, settings_json(tx, scope));
                    Reply reply = reply_with(std::move(is));
                    reply.changed = {
                        .object = to_text(before.id), .before = was, .after = reply.body};
                    return reply;
                  });
}

Task<Result<Reply>> get_keys(db::Database database, const Call& call) {
  return in_read(database, [scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto keys, list_api_keys(tx, scope));
    json::Array items;
    for (const ApiKey& key : keys) items.push_back(to_json(key));
    return reply_with(page_json(std::move(items), std::nullopt));
  });
}

/// `scopes` name each; without them `write` is all that the caller can give away.
KeyScopes read_scopes(json::Reader& in, KeyScopes most) {
  const bool writes = in.choice("access", {"read", "write"}) == "write";
  KeyScopes out = KeyScopes::reading();
  if (in.optional_value("scopes") == nullptr) return writes ? most : out;
  const auto names = in.texts("scopes", kAccessCount, {.min_bytes = 1, .max_bytes = 20});
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto scope = scope_named(names[i]);
    if (scope) out.add(*scope);
    if (!scope) {
      in.fault("scopes", "input.choice",
               "must be some of read, inbox, operate, manage, administer");
    }
  }
  if (!writes && !out.within(KeyScopes::reading())) {
    in.fault("scopes", "input.choice", "must be read alone for a key that only reads");
  }
  return out;
}

/// All that this caller may give to a key: no more than they have.
KeyScopes most_of(const Call& call) {
  return call.who.role ? KeyScopes::of(*call.who.role) : call.who.scopes;
}

Task<Result<Reply>> post_key(db::Database database, Seams* seams, const Call& call) {
  json::Reader in(call.body);
  const std::string name = in.text("name", kName);
  const KeyScopes scopes = read_scopes(in, most_of(call));
  const bool installer = in.optional_flag("installer").value_or(false);
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  if (auto proved = call.fresh(); !proved) return answer(proved.error());
  if (!scopes.within(most_of(call))) {
    return answer(
        Error(Code::forbidden, "auth.scope_beyond", "A key cannot do more than its maker.")
            .at("scopes")
            .hinting("Leave out what your own key may not do."));
  }
  if (installer && !call.installer) {
    return answer(Error(Code::forbidden, "auth.installer_only",
                        "Only the installer's key may make another one")
                      .at("installer")
                      .hinting("Use a key made with installer rights, or leave `installer` out."));
  }
  const Installer right = installer ? Installer::yes : Installer::no;
  return in_write(database, call, [=, scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto made, create_api_key(tx, scope, *seams, name, scopes, right));
    json::Value body = to_json(made.key);
    body.get_object()["token"] = made.token.reveal();
    Reply reply = reply_with(std::move(body), 201);
    reply.changed = {.object = to_text(made.key.id), .after = to_json(made.key)};
    return reply;
  });
}

Task<Result<Reply>> delete_key(db::Database database, const Seams* seams, const Call& call) {
  const auto id = call.id<ApiKeyId>();
  if (!id) return answer(id.error());
  return in_write(
      database, call,
      [scope = call.scope, id = *id, now = seams->clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_CHECK(revoke_api_key(tx, scope, id, now));
        return reply_with(nullptr, 204);
      });
}

Result<Reply> installation_reply(db::Tx& tx) {
  DUNLIN_TRY(const bool paused, sending_paused(tx));
  return reply_with(json::Object{{"sending_paused", paused}});
}

Task<Result<Reply>> get_installation(db::Database database) {
  return in_read(database, [](db::Tx& tx) { return installation_reply(tx); });
}

Task<Result<Reply>> patch_installation(db::Database database, const Call& call) {
  json::Reader in(call.body);
  const auto paused = in.optional_flag("sending_paused");
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  const auto node = call.node();
  if (!node) return answer(node.error());
  return in_write(database, call, [paused, leave = *node](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Reply before, installation_reply(tx));
    if (paused) DUNLIN_CHECK(set_sending_paused(tx, leave, *paused));
    DUNLIN_TRY(Reply reply, installation_reply(tx));
    reply.changed = {.before = before.body, .after = reply.body};
    return reply;
  });
}

std::vector<Endpoint> own_endpoints(const db::Database& database, Seams* shared) {
  return {
      endpoint("GET", "/api/v1/workspace", Access::read,
               [database](const Call& call) { return get_workspace(database, call); }),
      changing(
          "PATCH", "/api/v1/workspace", Access::manage, "workspace.change",
          [database, shared](const Call& call) { return patch_workspace(database, shared, call); }),
      endpoint("GET", "/api/v1/api-keys", Access::administer,
               [database](const Call& call) { return get_keys(database, call); }),
      changing("POST", "/api/v1/api-keys", Access::administer, "api_key.create",
               [database, shared](const Call& call) { return post_key(database, shared, call); }),
      changing("DELETE", "/api/v1/api-keys/{id}", Access::administer, "api_key.revoke",
               [database, shared](const Call& call) { return delete_key(database, shared, call); }),
      endpoint("GET", "/api/v1/installation", Access::installer,
               [database](const Call&) { return get_installation(database); }),
      changing("PATCH", "/api/v1/installation", Access::installer, "installation.change",
               [database](const Call& call) { return patch_installation(database, call); }),
  };
}

}  // namespace

std::vector<Endpoint> endpoints(const IdentityNeeds& needs) {
  std::vector<Endpoint> all = own_endpoints(needs.database, needs.seams);
  const auto join = [&all](std::vector<Endpoint> table) {
    all.insert(all.end(), std::make_move_iterator(table.begin()),
               std::make_move_iterator(table.end()));
  };
  join(installation_endpoints(needs));
  join(door_endpoints(needs));
  join(me_endpoints(needs));
  join(second_factor_endpoints(needs));
  join(member_endpoints(needs));
  join(audit_endpoints(needs.database));
  return all;
}

}  // namespace dunlin::workspace
