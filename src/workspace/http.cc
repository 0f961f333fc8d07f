#include <algorithm>

#include "json/reader.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

constexpr json::TextLimits kName{.min_bytes = 1, .max_bytes = 80};
constexpr std::size_t kMostWords = 100;

json::Value to_json(const Workspace& workspace) {
  json::Object out;
  out["id"] = to_text(workspace.id);
  out["name"] = workspace.name;
  out["zone"] = workspace.zone;
  out["language"] = workspace.language;
  out["automation_paused"] = workspace.automation_paused;
  out["opt_out_words"] =
      json::Array(workspace.opt_out_words.begin(), workspace.opt_out_words.end());
  out["rule_version"] = workspace.rule_version;
  return out;
}

json::Value to_json(const ApiKey& key) {
  json::Object out;
  out["id"] = to_text(key.id);
  out["name"] = key.name;
  out["prefix"] = key.prefix;
  out["access"] = key.can_write ? "write" : "read";
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

struct WorkspaceInput {
  WorkspaceChange change;
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
  DUNLIN_CHECK(in.finish());
  return out;
}

Task<Result<Reply>> get_workspace(db::Database database, const Call& call) {
  return in_read(database, [scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Workspace found, load_workspace(tx, scope));
    return reply_with(to_json(found));
  });
}

Task<Result<Reply>> patch_workspace(db::Database database, const Call& call) {
  auto input = read_change(call.body);
  if (!input) return answer(std::move(input).error());
  return in_write(database, [scope = call.scope, input = *input](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(change_workspace(tx, scope, input.change));
    if (input.automation_paused) {
      DUNLIN_CHECK(set_automation_paused(tx, scope, *input.automation_paused));
    }
    DUNLIN_TRY(const Workspace now, load_workspace(tx, scope));
    return reply_with(to_json(now));
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

Task<Result<Reply>> post_key(db::Database database, Seams* seams, const Call& call) {
  json::Reader in(call.body);
  const std::string name = in.text("name", kName);
  const bool can_write = in.choice("access", {"read", "write"}) == "write";
  const bool installer = in.optional_flag("installer").value_or(false);
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  if (installer && !call.installer) {
    return answer(Error(Code::forbidden, "auth.installer_only",
                        "Only the installer's key may make another one")
                      .at("installer")
                      .hinting("Use a key made with installer rights, or leave `installer` out."));
  }
  return in_write(database, [=, scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto made, create_api_key(tx, scope, *seams, name, can_write, installer));
    json::Value body = to_json(made.key);
    body.get_object()["token"] = made.token.reveal();
    return reply_with(std::move(body), 201);
  });
}

Task<Result<Reply>> delete_key(db::Database database, const Seams* seams, const Call& call) {
  const auto id = call.id<ApiKeyId>();
  if (!id) return answer(id.error());
  return in_write(
      database,
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
  return in_write(database, [paused, leave = *node](db::Tx& tx) -> Result<Reply> {
    if (paused) DUNLIN_CHECK(set_sending_paused(tx, leave, *paused));
    return installation_reply(tx);
  });
}

}  // namespace

std::vector<Endpoint> endpoints(db::Database database, Seams& seams) {
  Seams* const shared = &seams;
  return {
      endpoint("GET", "/api/v1/workspace", Access::read,
               [database](const Call& call) { return get_workspace(database, call); }),
      endpoint("PATCH", "/api/v1/workspace", Access::write,
               [database](const Call& call) { return patch_workspace(database, call); }),
      endpoint("GET", "/api/v1/api-keys", Access::write,
               [database](const Call& call) { return get_keys(database, call); }),
      endpoint("POST", "/api/v1/api-keys", Access::write,
               [database, shared](const Call& call) { return post_key(database, shared, call); }),
      endpoint("DELETE", "/api/v1/api-keys/{id}", Access::write,
               [database, shared](const Call& call) { return delete_key(database, shared, call); }),
      endpoint("GET", "/api/v1/installation", Access::installer,
               [database](const Call&) { return get_installation(database); }),
      endpoint("PATCH", "/api/v1/installation", Access::installer,
               [database](const Call& call) { return patch_installation(database, call); }),
  };
}

}  // namespace dunlin::workspace
