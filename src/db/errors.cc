#include "db/errors.h"

#include <utility>

#include <fmt/format.h>

namespace dunlin::db {
namespace {

Error passing(std::string_view id, std::string message) {
  return Error(Code::unavailable, id, std::move(message)).retrying(Retry::later);
}

}  // namespace

Error unavailable(std::string_view what) {
  return passing(kUnavailable, fmt::format("The database cannot answer now: {}", what));
}

Error full(std::string_view what) {
  return passing(kFull, fmt::format("The disk of the database is full: {}", what))
      .hinting("Free some space; Dunlin carries on by itself");
}

Error constraint(std::string_view what) {
  return Error(Code::conflict, kConstraint, fmt::format("The database refused a change: {}", what));
}

Error closed() {
  return passing(kClosed, "The database is being closed");
}

Error timed_out(std::string_view what) {
  return Error(Code::timeout, kTimeout, fmt::format("The database took too long: {}", what))
      .retrying(Retry::later);
}

Error corrupt(std::string_view what) {
  return Error(Code::corrupt, kCorrupt, fmt::format("The database is damaged: {}", what))
      .hinting("Stop Dunlin and restore the latest backup");
}

Error bad_statement(std::string_view what, std::string_view sql) {
  return Error(Code::internal, kStatement, fmt::format("A statement is wrong: {} [{}]", what, sql));
}

}  // namespace dunlin::db
