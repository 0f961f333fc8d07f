#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "base/secret.h"
#include "db/durability.h"
#include "workspace/sign_in.h"

/// What an installer can set (PRODUCT §12.1, DESIGN §6). Each setting is an environment variable, a
/// line of .env and a key of config/<environment>.toml (DUNLIN_DATA_DIR = data_dir); that is also
/// their order of precedence.
namespace dunlin::server {

enum class Environment { production, development, test };
/// Where the log goes. `automatic`: to files when standard error is a terminal, else to that.
enum class LogTo { automatic, standard_error, files, both };

struct Settings {
  Environment environment = Environment::production;
  std::string address = "127.0.0.1";
  int port = 8080;
  std::string public_url;
  std::string data_dir = "data";
  Secret<> database_url;  ///< empty: SQLite in the data directory
  std::string master_key_file;
  Secret<> master_key;
  std::vector<Secret<>>
      app_secrets;  ///< Instagram app, Meta app, each with a former one while it is rotated
  Secret<> verify_token;
  std::string ig_user_id;
  Secret<> ig_access_token;
  std::string graph_url = "https://graph.instagram.com";
  std::string graph_version = "v25.0";
  std::string tls_certificate, tls_key;
  std::vector<std::string> trusted_proxies;
  int account_calls_per_hour = 200;
  int app_calls_per_day = 10'000;
  log::Level log_level = log::Level::info;
  LogTo log_to = LogTo::automatic;
  db::Durability durability = db::Durability::normal;
  workspace::SignUp sign_up = workspace::SignUp::invite;
  Secret<> smtp_url;        ///< empty: no mail
  std::string smtp_from;    ///< the sender's address
  int log_file_mib = 16;    ///< a file of that size is put away
  int log_total_mib = 128;  ///< of all log files; the oldest go
  int log_days = 30;        ///< what was put away longer ago goes

  /// People come by TLS, here or at a proxy in front.
  [[nodiscard]] bool secure() const {
    return !tls_certificate.empty() || public_url.starts_with("https://");
  }
  /// No Instagram setting at all: the fake Instagram runs inside.
  [[nodiscard]] bool simulator() const { return app_secrets.empty() && ig_user_id.empty(); }
};

/// One setting as the documentation and .env.example show it.
struct SettingInfo {
  std::string_view name;      ///< "DUNLIN_LISTEN"
  std::string_view meaning;   ///< one line
  std::string_view shape;     ///< "host:port"
  std::string_view fallback;  ///< as text, "" when there is none
};
const std::vector<SettingInfo>& setting_table();
/// All of them as the text of .env.example, each commented out.
std::string env_example();

using Values = std::map<std::string, std::string, std::less<>>;
/// .env: NAME=value lines, # comments, optional quotes. settings.env_file names the line at fault.
Result<Values> parse_dotenv(std::string_view text);
/// TOML: data_dir = "…" becomes DUNLIN_DATA_DIR. settings.toml names line and column.
Result<Values> parse_toml(std::string_view text);
/// Every fault of every setting in one message, each with what to write instead; unknown DUNLIN_
/// names are faults too.
Result<Settings> parse_settings(const Values& values);

}  // namespace dunlin::server
