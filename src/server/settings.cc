#include "server/settings.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace dunlin::server {
namespace {

/// Reads values and collects what is wrong with them.
class Faults {
 public:
  explicit Faults(const Values& values) : values_(values) {}

  [[nodiscard]] std::string text(std::string_view name, std::string_view fallback = "") const {
    const auto found = values_.find(name);
    return found == values_.end() || found->second.empty() ? std::string(fallback) : found->second;
  }
  [[nodiscard]] bool has(std::string_view name) const { return !text(name).empty(); }

  void fault(std::string_view name, std::string_view problem) {
    list_.push_back(fmt::format("  {}: {}", name, problem));
  }

  int number(std::string_view name, int fallback, int min, int max) {
    const std::string written = text(name);
    if (written.empty()) return fallback;
    int value = 0;
    const char* const last = written.data() + written.size();
    const auto [end, error] = std::from_chars(written.data(), last, value);
    if (error == std::errc{} && end == last && value >= min && value <= max) return value;
    fault(name, fmt::format("must be a whole number from {} to {}", min, max));
    return fallback;
  }

  template <class T, std::size_t N>
  T choice(std::string_view name, T fallback,
           const std::array<std::pair<std::string_view, T>, N>& choices) {
    const std::string written = text(name);
    if (written.empty()) return fallback;
    std::string known;
    for (const auto& [word, value] : choices) {
      if (word == written) return value;
      known += (known.empty() ? "" : ", ") + std::string(word);
    }
    fault(name, fmt::format("must be one of: {}", known));
    return fallback;
  }

  void refuse_unknown() {
    for (const auto& [name, value] : values_) {
      if (!name.starts_with("DUNLIN_") || name == "DUNLIN_API_KEY") continue;
      const bool known = std::ranges::any_of(
          setting_table(), [&](const SettingInfo& info) { return info.name == name; });
      if (!known) fault(name, "is not a setting; see .env.example for all of them");
    }
  }

  [[nodiscard]] Status finish() const {
    if (list_.empty()) return {};
    std::string message = fmt::format(
        "{} wrong:\n",
        list_.size() == 1 ? "One setting is" : fmt::format("{} settings are", list_.size()));
    for (const auto& line : list_) message += line + "\n";
    message.pop_back();
    return Error(Code::invalid, "settings.invalid", message)
        .hinting("Nothing was started or changed.");
  }

 private:
  const Values& values_;
  std::vector<std::string> list_;
};

void read_listen(Faults& in, Settings& out) {
  const std::string listen = in.text("DUNLIN_LISTEN");
  if (listen.empty() && in.has("PORT")) {
    out.address = "0.0.0.0";
    out.port = in.number("PORT", 8080, 1, 65535);
    return;
  }
  if (listen.empty()) return;
  const std::size_t colon = listen.rfind(':');
  int port = 0;
  const char* const last = listen.data() + listen.size();
  const char* const first =
      listen.data() + (colon == std::string::npos ? listen.size() : colon + 1);
  const auto [end, error] = std::from_chars(first, last, port);
  if (colon == std::string::npos || colon == 0 || error != std::errc{} || end != last || port < 0 ||
      port > 65535) {
    in.fault("DUNLIN_LISTEN", "must be host:port, such as 127.0.0.1:8080 or [::]:8080");
    return;
  }
  out.address = listen.substr(0, colon);
  if (out.address.starts_with('[') && out.address.ends_with(']')) {
    out.address = out.address.substr(1, out.address.size() - 2);
  }
  out.port = port;
}

void read_url(Faults& in, std::string_view name, std::string& out, bool secure_only) {
  const std::string url = in.text(name);
  if (url.empty()) return;
  const bool good = url.starts_with("https://") || (!secure_only && url.starts_with("http://"));
  if (!good || url.find(' ') != std::string::npos) {
    in.fault(name,
             secure_only ? "must start with https://" : "must start with http:// or https://");
    return;
  }
  out = url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
}

void read_database(Faults& in, Settings& out) {
  const std::string_view name =
      in.has("DUNLIN_DATABASE_URL") ? "DUNLIN_DATABASE_URL" : "DATABASE_URL";
  const std::string url = in.text(name);
  if (url.empty()) return;
  if (!url.starts_with("postgresql://") && !url.starts_with("postgres://")) {
    in.fault(name, "must start with postgresql:// (leave it out for the embedded database)");
    return;
  }
  out.database_url = Secret<>(url);
}

void read_durability(Faults& in, Settings& out) {
  constexpr std::array promises{
      std::pair<std::string_view, db::Durability>{"normal", db::Durability::normal},
      std::pair<std::string_view, db::Durability>{"strict", db::Durability::strict}};
  out.durability = in.choice("DUNLIN_DURABILITY", out.durability, promises);
  if (out.durability == db::Durability::strict && out.database_url.empty()) {
    in.fault("DUNLIN_DURABILITY",
             "strict needs PostgreSQL: the embedded database has no second copy");
  }
}

void read_instagram(Faults& in, Settings& out) {
  for (const auto* name : {"DUNLIN_IG_APP_SECRET", "DUNLIN_META_APP_SECRET",
                           "DUNLIN_IG_APP_SECRET_FORMER", "DUNLIN_META_APP_SECRET_FORMER"}) {
    if (in.has(name)) out.app_secrets.emplace_back(in.text(name));
  }
  out.verify_token = Secret<>(in.text("DUNLIN_VERIFY_TOKEN"));
  out.ig_user_id = in.text("DUNLIN_IG_USER_ID");
  out.ig_access_token = Secret<>(in.text("DUNLIN_IG_ACCESS_TOKEN"));
  const bool digits =
      std::ranges::all_of(out.ig_user_id, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) in.fault("DUNLIN_IG_USER_ID", "must be the account's numeric Instagram id");
  if (out.ig_user_id.empty() != out.ig_access_token.empty()) {
    in.fault(out.ig_user_id.empty() ? "DUNLIN_IG_USER_ID" : "DUNLIN_IG_ACCESS_TOKEN",
             "is needed too: the quick start takes both, or neither");
  }
  if (!out.ig_user_id.empty() && out.app_secrets.empty()) {
    in.fault("DUNLIN_IG_APP_SECRET",
             "is needed with a quick-start account: webhooks are signed with it");
  }
  if (!out.app_secrets.empty() && out.verify_token.empty()) {
    in.fault("DUNLIN_VERIFY_TOKEN",
             "is needed with an app secret: choose any long text and give Meta the same");
  }
}

/// smtp:// speaks STARTTLS before anything else, smtps:// TLS from the first byte.
void read_mail(Faults& in, Settings& out) {
  const std::string url = in.text("DUNLIN_SMTP_URL");
  out.smtp_from = in.text("DUNLIN_SMTP_FROM");
  if (url.empty() && out.smtp_from.empty()) return;
  if (!url.starts_with("smtp://") && !url.starts_with("smtps://")) {
    in.fault("DUNLIN_SMTP_URL", "must start with smtp:// or smtps://");
  }
  if (!workspace::fold_email(out.smtp_from)) {
    in.fault("DUNLIN_SMTP_FROM", "must be the e-mail address that letters come from");
  }
  out.smtp_url = Secret<>(url);
}

void read_people(Faults& in, Settings& out) {
  constexpr std::array ways{
      std::pair<std::string_view, workspace::SignUp>{"invite", workspace::SignUp::invite},
      std::pair<std::string_view, workspace::SignUp>{"open", workspace::SignUp::open}};
  out.sign_up = in.choice("DUNLIN_SIGN_UP", out.sign_up, ways);
  read_mail(in, out);
}

void read_tls(Faults& in, Settings& out) {
  out.tls_certificate = in.text("DUNLIN_TLS_CERT");
  out.tls_key = in.text("DUNLIN_TLS_KEY");
  if (out.tls_certificate.empty() != out.tls_key.empty()) {
    in.fault(out.tls_key.empty() ? "DUNLIN_TLS_KEY" : "DUNLIN_TLS_CERT",
             "is needed too: TLS takes a certificate and its key");
  }
  const std::string proxies = in.text("DUNLIN_TRUSTED_PROXIES");
  for (std::size_t at = 0; at < proxies.size();) {
    const std::size_t comma = std::min(proxies.find(',', at), proxies.size());
    std::string one = proxies.substr(at, comma - at);
    std::erase(one, ' ');
    if (!one.empty()) out.trusted_proxies.push_back(one);
    at = comma + 1;
  }
}

void read_log(Faults& in, Settings& out) {
  constexpr std::array levels{
      std::pair<std::string_view, log::Level>{"debug", log::Level::debug},
      std::pair<std::string_view, log::Level>{"info", log::Level::info},
      std::pair<std::string_view, log::Level>{"warning", log::Level::warning},
      std::pair<std::string_view, log::Level>{"error", log::Level::error}};
  constexpr std::array places{std::pair<std::string_view, LogTo>{"auto", LogTo::automatic},
                              std::pair<std::string_view, LogTo>{"stderr", LogTo::standard_error},
                              std::pair<std::string_view, LogTo>{"files", LogTo::files},
                              std::pair<std::string_view, LogTo>{"both", LogTo::both}};
  const bool develops = out.environment == Environment::development;
  out.log_level =
      in.choice("DUNLIN_LOG_LEVEL", develops ? log::Level::debug : out.log_level, levels);
  out.log_to = in.choice("DUNLIN_LOG_TO", out.log_to, places);
  out.log_file_mib = in.number("DUNLIN_LOG_FILE_MIB", out.log_file_mib, 1, 1024);
  out.log_total_mib = in.number("DUNLIN_LOG_TOTAL_MIB", out.log_total_mib, 2, 65'536);
  out.log_days = in.number("DUNLIN_LOG_DAYS", out.log_days, 1, 3650);
  if (out.log_total_mib < 2 * out.log_file_mib) {
    in.fault("DUNLIN_LOG_TOTAL_MIB",
             fmt::format("must be at least twice DUNLIN_LOG_FILE_MIB: {}", 2 * out.log_file_mib));
  }
}

}  // namespace

Result<Settings> parse_settings(const Values& values) {
  Faults in(values);
  Settings out;
  constexpr std::array environments{
      std::pair<std::string_view, Environment>{"production", Environment::production},
      std::pair<std::string_view, Environment>{"development", Environment::development},
      std::pair<std::string_view, Environment>{"test", Environment::test}};
  out.environment = in.choice("DUNLIN_ENV", out.environment, environments);
  read_log(in, out);
  read_listen(in, out);
  read_url(in, "DUNLIN_PUBLIC_URL", out.public_url, false);
  out.data_dir = in.text("DUNLIN_DATA_DIR", out.data_dir);
  read_database(in, out);
  read_durability(in, out);
  out.master_key_file = in.text("DUNLIN_MASTER_KEY_FILE", out.data_dir + "/master.key");
  out.master_key = Secret<>(in.text("DUNLIN_MASTER_KEY"));
  read_instagram(in, out);
  read_url(in, "DUNLIN_GRAPH_URL", out.graph_url, false);
  out.graph_version = in.text("DUNLIN_GRAPH_VERSION", out.graph_version);
  read_tls(in, out);
  read_people(in, out);
  out.account_calls_per_hour = in.number("DUNLIN_ACCOUNT_CALLS_PER_HOUR", 200, 1, 1'000'000);
  out.app_calls_per_day = in.number("DUNLIN_APP_CALLS_PER_DAY", 10'000, 1, 100'000'000);
  in.refuse_unknown();
  DUNLIN_CHECK(in.finish());
  return out;
}

}  // namespace dunlin::server
