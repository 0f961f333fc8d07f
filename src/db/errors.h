#pragma once

#include <source_location>
#include <string_view>

#include "base/error.h"

/// The errors every engine answers with. Messages carry what the engine said, which names tables
/// and constraints but never values. `here` is where the trace of the error begins.
namespace dunlin::db {

inline constexpr std::string_view kUnavailable = "db.unavailable";
inline constexpr std::string_view kFull = "db.full";
inline constexpr std::string_view kConstraint = "db.constraint";
inline constexpr std::string_view kClosed = "db.closed";
inline constexpr std::string_view kTimeout = "db.timeout";
inline constexpr std::string_view kCorrupt = "db.corrupt";
/// The text of a statement, its parameters or a closure is wrong: a bug.
inline constexpr std::string_view kStatement = "db.statement";
/// A failed fsync: what is on the disk is unknown, so nothing may be answered any more.
inline constexpr std::string_view kFsync = "db.fsync";
/// The connection was lost while COMMIT was under way and the server cannot say what became of it.
inline constexpr std::string_view kOutcomeUnknown = "db.outcome_unknown";

Error unavailable(std::string_view what,
                  std::source_location here = std::source_location::current());
Error full(std::string_view what, std::source_location here = std::source_location::current());
Error constraint(std::string_view what,
                 std::source_location here = std::source_location::current());
Error closed(std::source_location here = std::source_location::current());
Error timed_out(std::string_view what, std::source_location here = std::source_location::current());
Error corrupt(std::string_view what, std::source_location here = std::source_location::current());
Error failed_sync(std::string_view what,
                  std::source_location here = std::source_location::current());
Error bad_statement(std::string_view what, std::string_view sql,
                    std::source_location here = std::source_location::current());

}  // namespace dunlin::db
