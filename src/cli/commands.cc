#include "cli/commands.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "cli/files.h"
#include "cli/process.h"
#include "json/json.h"
#include "net/signature.h"

namespace dunlin::cli {
namespace {

std::string text_of(const json::Object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return "";
  return value->is_string() ? std::string(value->as_string()) : json::print(*value);
}

/// Prints the answer as JSON, or hands its object to `words`.
template <class Words>
int show(const Result<std::string>& answer, Print print, Words words) {
  if (!answer) return complain(answer.error());
  if (print == Print::json) {
    fmt::print("{}\n", *answer);
    return 0;
  }
  const auto parsed = json::parse(*answer, {.max_depth = 64, .max_nodes = 1'000'000});
  if (!parsed || !parsed->is_object()) {
    fmt::print("{}\n", *answer);
    return 0;
  }
  words(parsed->as_object());
  return 0;
}

}  // namespace

int export_rules(const Api& api, const std::string& file) {
  const auto yaml = api.get("/api/v1/rules/export");
  if (!yaml) return complain(yaml.error());
  if (file.empty() || file == "-") {
    fmt::print("{}", *yaml);
    return 0;
  }
  std::ofstream out(file, std::ios::binary);
  out << *yaml;
  out.flush();
  if (!out) {
    return complain(Error(Code::invalid, "cli.file",
                          fmt::format("{} cannot be written: {}.", file, strerror(errno)))
                        .hinting("Name a file in a directory that this user may write to."));
  }
  fmt::print("The rules are in {}.\n", file);
  return 0;
}

int import_rules(const Api& api, const std::string& file, const std::string& mode) {
  auto yaml = read_file(file);
  if (!yaml) return complain(yaml.error());
  const auto answer = api.post("/api/v1/rules/import?mode=" + mode,
                               {.content = *yaml, .content_type = "application/yaml"});
  return show(answer, Print::words, [](const json::Object& done) {
    fmt::print("{} created, {} changed, {} unchanged, {} removed. They hold at once.\n",
               text_of(done, "created"), text_of(done, "changed"), text_of(done, "unchanged"),
               text_of(done, "removed"));
  });
}

int test_rules(const Api& api, const std::string& text, Print print) {
  const json::Object question{{"text", text}};
  const auto answer = api.post("/api/v1/rules/test", {.content = json::print(question)});
  return show(answer, print, [](const json::Object& decision) {
    const auto* fired = decision.if_contains("fired");
    if (fired == nullptr || !fired->is_array() || fired->as_array().empty()) {
      fmt::print("No rule fires.\n");
    } else {
      for (const auto& rule : fired->as_array()) {
        fmt::print("fires  {}\n", text_of(rule.as_object(), "name"));
      }
    }
    const auto* losers = decision.if_contains("losers");
    if (losers == nullptr || !losers->is_array()) return;
    for (const auto& rule : losers->as_array()) {
      fmt::print("not    {}: {}\n", text_of(rule.as_object(), "name"),
                 text_of(rule.as_object(), "reason"));
    }
  });
}

int list_parked(const Api& api, Print print) {
  return show(api.get("/api/v1/parked-events?limit=200"), print, [](const json::Object& page) {
    const auto& items = page.at("items").as_array();
    if (items.empty()) fmt::print("Nothing is parked.\n");
    for (const auto& item : items) {
      const auto& event = item.as_object();
      fmt::print("{}  {}  {}  {}\n", text_of(event, "id"), text_of(event, "parked_at"),
                 text_of(event, "reason"), text_of(event, "detail"));
    }
    if (!text_of(page, "next").empty()) fmt::print("There are more: use the API with ?cursor=.\n");
  });
}

int replay_parked(const Api& api, const std::string& id) {
  const auto answer = api.post("/api/v1/parked-events/" + id + "/replay", {.content = "{}"});
  return show(answer, Print::words,
              [](const json::Object& done) { fmt::print("{}\n", text_of(done, "outcome")); });
}

int set_sending(const Api& api, Sending wanted) {
  const bool paused = wanted == Sending::paused;
  const auto answer = api.patch("/api/v1/installation",
                                {.content = json::print(json::Object{{"sending_paused", paused}})});
  return show(answer, Print::words, [](const json::Object& now) {
    fmt::print("{}\n", text_of(now, "sending_paused") == "true"
                           ? "All sending is paused."
                           : "Sending is on: what waits leaves now.");
  });
}

int make_set_up_link(const Api& api) {
  const auto answer = api.post("/api/v1/installation/setup-link", {.content = "{}"});
  return show(answer, Print::words, [](const json::Object& made) {
    fmt::print("The first person signs in with this link, once, within 24 hours:\n\n  {}\n\n",
               text_of(made, "link"));
  });
}

int make_reset_link(const Api& api, const std::string& email) {
  const auto answer = api.post("/api/v1/installation/reset-link",
                               {.content = json::print(json::Object{{"email", email}})});
  return show(answer, Print::words, [&email](const json::Object& made) {
    fmt::print("{} chooses a new password with this link, once, within 20 minutes:\n\n  {}\n\n",
               email, text_of(made, "link"));
  });
}

int verify_webhook(const Api& api, Print print) {
  const auto answer = api.post("/api/v1/webhook/verify-test", {.content = "{}"});
  return show(answer, print,
              [](const json::Object& done) { fmt::print("{}\n", text_of(done, "explanation")); });
}

int send_webhook(const Api& api, const SampleMessage& message) {
  const server::Settings& settings = api.settings();
  const std::string to = message.to.empty() ? settings.ig_user_id : message.to;
  if (settings.app_secrets.empty() || to.empty()) {
    return complain(Error(Code::invalid, "cli.webhook_settings",
                          "This needs the app secret and the account: DUNLIN_IG_APP_SECRET, and "
                          "DUNLIN_IG_USER_ID or --to."));
  }
  SystemClock clock;
  SystemRandom random;
  const std::int64_t now_ms = to_ms(clock.now());
  const json::Object event{
      {"sender", json::Object{{"id", message.from}}},
      {"recipient", json::Object{{"id", to}}},
      {"timestamp", now_ms},
      {"message", json::Object{{"mid", "aWdf" + random.hex(16)}, {"text", message.text}}}};
  const json::Object entry{{"id", to}, {"time", now_ms}, {"messaging", json::Array{event}}};
  net::ClientRequest request;
  request.kind = net::ClientRequest::Kind::effect;
  request.method = "POST";
  request.url = "/webhooks/instagram";
  request.body =
      json::print_ascii(json::Object{{"object", "instagram"}, {"entry", json::Array{entry}}});
  const auto signature = net::hmac_sha256(settings.app_secrets.front().reveal(), request.body);
  request.headers.set("Content-Type", "application/json");
  request.headers.set("X-Hub-Signature-256", "sha256=" + net::to_hex(signature));
  const auto answer = api.raw(std::move(request));
  if (!answer) return complain(answer.error());
  fmt::print("The server answered {} {}\n", answer->status, answer->body);
  return answer->status == 200 ? 0 : 1;
}

}  // namespace dunlin::cli
