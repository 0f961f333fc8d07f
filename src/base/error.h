#pragma once

#include <source_location>
#include <string>
#include <string_view>
#include <vector>

namespace dunlin {

/// What kind of failure it is. Closed: HTTP status, CLI exit code and alerts are derived from it.
enum class Code {
  invalid,          ///< the caller's input is wrong (400/422)
  unauthorized,     ///< no or bad credentials (401)
  forbidden,        ///< known caller, not allowed (403)
  not_found,        ///< no such thing in the caller's workspace (404)
  conflict,         ///< it exists already, or changed meanwhile (409)
  too_large,        ///< a size limit was passed (413)
  refused,          ///< the send gate or a state machine says no, with a reason (409)
  rate_limited,     ///< a budget is used up for now (429)
  timeout,          ///< a deadline passed (504)
  unavailable,      ///< a dependency (disk, database, Graph) cannot answer now (503)
  outcome_unknown,  ///< it may or may not have happened: settle before any retry
  corrupt,          ///< stored or received data contradicts itself
  internal,         ///< a bug (500)
};

/// Whether trying again can help.
enum class Retry { never, later, after_settling };

/// A failure as a value. `message` is a sentence for people, without secrets and without message
/// text; `id` is stable for programs ("rules.priority_out_of_range"); `hint` says what to do.
struct Error {
  Code code = Code::internal;
  std::string id;
  std::string message;
  std::string field;  ///< path of the faulty input ("keywords[3]"), empty when none
  std::string hint;
  Retry retry = Retry::never;
  std::vector<std::source_location> trace;

  Error(Code code, std::string_view id, std::string message,
        std::source_location here = std::source_location::current());
  Error(const Error&);
  Error(Error&&) noexcept;
  Error& operator=(const Error&);
  Error& operator=(Error&&) noexcept;
  ~Error();

  Error at(std::string_view field_path) &&;
  Error hinting(std::string_view what_to_do) &&;
  Error retrying(Retry when) &&;
  /// Adds the caller's place to the trace.
  Error via(std::source_location here = std::source_location::current()) &&;

  /// "id: message (field). hint", for logs and the CLI.
  [[nodiscard]] std::string text() const;
};

std::string_view name(Code code);

}  // namespace dunlin
