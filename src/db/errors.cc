#include "db/errors.h"

#include <utility>

#include <fmt/format.h>

namespace dunlin::db {
namespace {

Error passing(std::string_view id, std::string message, std::source_location here) {
  return Error(Code::unavailable, id, std::move(message), here).retrying(Retry::later);
}

}  // namespace

Error unavailable(std::string_view what, std::source_location here) {
  return passing(kUnavailable, fmt::format("The database cannot answer now: {}", what), here);
}

Error full(std::string_view what, std::source_location here) {
  return passing(kFull, fmt::format("The disk of the database is full: {}", what), here)
      .hinting("Free some space; Dunlin carries on by itself");
}

Error constraint(std::string_view what, std::source_location here) {
  return Error(Code::conflict, kConstraint, fmt::format("The database refused a change: {}", what),
               here);
}

Error closed(std::source_location here) {
  return passing(kClosed, "The database is being closed", here);
}

Error timed_out(std::string_view what, std::source_location here) {
  return Error(Code::timeout, kTimeout, fmt::format("The database took too long: {}", what), here)
      .retrying(Retry::later);
}

Error corrupt(std::string_view what, std::source_location here) {
  return Error(Code::corrupt, kCorrupt, fmt::format("The database is damaged: {}", what), here)
      .hinting("Stop Dunlin and restore the latest backup");
}

Error failed_sync(std::string_view what, std::source_location here) {
  return Error(Code::unavailable, kFsync, fmt::format("The disk could not be synced: {}", what),
               here);
}

Error bad_statement(std::string_view what, std::string_view sql, std::source_location here) {
  return Error(Code::internal, kStatement, fmt::format("A statement is wrong: {} [{}]", what, sql),
               here);
}

}  // namespace dunlin::db
