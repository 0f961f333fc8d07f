#include "db/postgres_errors.h"

#include <string>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "db/errors.h"

namespace dunlin::db {
namespace {

std::string_view field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

Error passing(std::string_view id, std::string message) {
  return Error(Code::unavailable, id, std::move(message)).retrying(Retry::later);
}

std::string without_line_end(const char* text) {
  std::string out = text == nullptr ? "" : text;
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

bool ended_the_connection(PGconn* connection, const PGresult* result) {
  const auto severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  return PQstatus(connection) == CONNECTION_BAD || severity == "FATAL" || severity == "PANIC";
}

constexpr std::string_view kSerializationState = "40001";
constexpr std::string_view kDeadlockState = "40P01";
constexpr std::string_view kDiskFullState = "53100";
constexpr std::string_view kCanceledState = "57014";
constexpr std::string_view kLockTimeoutState = "55P03";

}  // namespace

Error postgres_error(PGconn* connection, const PGresult* result, std::string_view sql) {
  const auto state = field(result, PG_DIAG_SQLSTATE);
  const std::string what = fmt::format("{} ({})", field(result, PG_DIAG_MESSAGE_PRIMARY), state);
  if (ended_the_connection(connection, result)) return passing(kConnectionLost, what);
  if (state == kSerializationState || state == kDeadlockState) return passing(kSerialization, what);
  if (state == kDiskFullState) return full(what);
  if (state == kCanceledState || state == kLockTimeoutState) return timed_out(what);
  if (state.starts_with("23")) return constraint(what);
  if (state.starts_with("53") || state.starts_with("58")) return unavailable(what);
  if (state == "XX001" || state == "XX002") return corrupt(what);
  return bad_statement(what, sql);
}

Error connection_lost(PGconn* connection) {
  return passing(kConnectionLost, without_line_end(PQerrorMessage(connection)));
}

}  // namespace dunlin::db
