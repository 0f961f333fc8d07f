#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/seams.h"
#include "json/json.h"

namespace dunlin::instagram {

/// One thing that goes wrong. It happens to the `next` matching events, then with `probability`.
struct Fault {
  enum class On { all, sends, reads };
  double probability = 0;
  std::int64_t next = 0;
  On on = On::all;                             ///< which Graph calls; meaningless for webhooks
  std::map<std::string, std::int64_t> values;  ///< its own settings, e.g. min_ms, max_ms, code
  std::int64_t fired = 0;
};

/// The switchboard. Names, settings and what each does: README.md "Faults". Draws in a fixed order,
/// and only for what is switched on, so that a seed gives the same run.
class Faults {
 public:
  explicit Faults(Random& random);

  enum class Kind { send, read, other };
  /// Whether it strikes now; counts.
  bool strikes(std::string_view name, Kind kind = Kind::other);
  [[nodiscard]] std::int64_t value(std::string_view name, std::string_view setting) const;
  /// Uniform between the settings min_ms and max_ms.
  Duration drawn_delay(std::string_view name);

  [[nodiscard]] json::Value to_json() const;
  /// Replaces the named faults ({"lost_after":{"probability":0.1}}); {"name":null} or {} switches
  /// one off. Errors: sim.fault_unknown, sim.fault_invalid; then nothing changed.
  Status change(const json::Value& wanted);
  /// For C++: aborts on an unknown name.
  Fault& operator[](std::string_view name);
  void clear();
  /// Nothing strikes any more; how often each did stays known.
  void stop();

 private:
  Random& random_;
  std::map<std::string, Fault, std::less<>> faults_;
};

}  // namespace dunlin::instagram
