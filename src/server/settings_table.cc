#include <fmt/format.h>

#include "server/settings.h"

namespace dunlin::server {

const std::vector<SettingInfo>& setting_table() {
  static const std::vector<SettingInfo> table{
      {"DUNLIN_ENV", "what kind of installation this is", "production | development | test",
       "production"},
      {"DUNLIN_LISTEN", "where the server listens", "host:port", "127.0.0.1:8080"},
      {"PORT", "port alone, on all addresses, as hosting platforms set it", "number", ""},
      {"DUNLIN_PUBLIC_URL", "the address people and Meta reach it by", "https://host", ""},
      {"DUNLIN_DATA_DIR", "directory of the database, key and backups", "path", "data"},
      {"DUNLIN_DATABASE_URL", "PostgreSQL instead of the embedded database", "postgresql://…", ""},
      {"DATABASE_URL", "the same, as hosting platforms set it", "postgresql://…", ""},
      {"DUNLIN_DURABILITY",
       "strict: serve only while a synchronous standby of PostgreSQL keeps a second copy",
       "normal | strict", "normal"},
      {"DUNLIN_MASTER_KEY_FILE", "file of the key that seals secrets", "path", "<data>/master.key"},
      {"DUNLIN_MASTER_KEY", "the key itself, instead of a file", "32 bytes in base64 or hex", ""},
      {"DUNLIN_IG_APP_ID", "Instagram app id", "number", ""},
      {"DUNLIN_IG_APP_SECRET", "Instagram app secret, signs webhooks", "text", ""},
      {"DUNLIN_META_APP_ID", "Meta app id", "number", ""},
      {"DUNLIN_META_APP_SECRET", "Meta app secret, may sign webhooks too", "text", ""},
      {"DUNLIN_IG_APP_SECRET_FORMER", "the secret before a rotation, still accepted", "text", ""},
      {"DUNLIN_META_APP_SECRET_FORMER", "the secret before a rotation, still accepted", "text", ""},
      {"DUNLIN_VERIFY_TOKEN", "what Meta's webhook verification must carry", "text", ""},
      {"DUNLIN_IG_USER_ID", "quick start: the account's Instagram id", "number", ""},
      {"DUNLIN_IG_ACCESS_TOKEN", "quick start: its long-lived token", "text", ""},
      {"DUNLIN_GRAPH_URL", "base address of Graph", "http(s)://host",
       "https://graph.instagram.com"},
      {"DUNLIN_GRAPH_VERSION", "version of Graph", "v25.0", "v25.0"},
      {"DUNLIN_TLS_CERT", "certificate chain, when the server itself speaks TLS", "path", ""},
      {"DUNLIN_TLS_KEY", "its private key", "path", ""},
      {"DUNLIN_TRUSTED_PROXIES", "proxies whose X-Forwarded-* count", "CIDR,… | platform", ""},
      {"DUNLIN_SIGN_UP", "who may get a sign-in: only who is invited, or everybody",
       "invite | open", "invite"},
      {"DUNLIN_SMTP_URL", "the server that takes letters to people; smtp:// needs its STARTTLS",
       "smtp(s)://user:password@host:port", ""},
      {"DUNLIN_SMTP_FROM", "the address that letters come from", "dunlin@example.com", ""},
      {"DUNLIN_ACCOUNT_CALLS_PER_HOUR", "budget of Graph calls of an account", "1…1000000", "200"},
      {"DUNLIN_APP_CALLS_PER_DAY", "budget of Graph calls of all accounts", "1…100000000", "10000"},
      {"DUNLIN_LOG_LEVEL", "least level that is logged", "debug | info | warning | error", "info"},
      {"DUNLIN_LOG_TO",
       "where the log goes: files in <data>/logs, or standard error; auto takes files on a "
       "terminal",
       "auto | stderr | files | both", "auto"},
      {"DUNLIN_LOG_FILE_MIB", "size at which a log file is put away", "1…1024", "16"},
      {"DUNLIN_LOG_TOTAL_MIB", "size of all log files; the oldest go", "2…65536", "128"},
      {"DUNLIN_LOG_DAYS", "age at which a log file goes", "1…3650", "30"},
  };
  return table;
}

std::string env_example() {
  std::string out =
      "# Every setting of Dunlin. None is required. Also keys of config/<environment>.toml.\n";
  for (const SettingInfo& info : setting_table()) {
    out += fmt::format("\n# {}: {}\n#{}={}\n", info.meaning, info.shape, info.name, info.fallback);
  }
  return out;
}

}  // namespace dunlin::server
