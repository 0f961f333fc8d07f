#include "sim/instagram/faults.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "json/reader.h"

namespace dunlin::instagram {
namespace {

using Values = std::map<std::string, std::int64_t>;

std::map<std::string, Fault, std::less<>> switchboard() {
  const std::vector<std::pair<std::string, Values>> rows = {
      {"latency", {{"min_ms", 200}, {"max_ms", 800}}},
      {"lost_before", {}},
      {"lost_after", {}},
      {"server_error_before", {}},
      {"server_error_after", {}},
      {"success_but_error", {}},
      {"garbage", {}},
      {"huge_body", {{"bytes", 4 << 20}}},
      {"redirect", {}},
      {"rate_limit", {{"code", 613}, {"minutes", 1}}},
      {"token_expired", {}},
      {"token_revoked", {}},
      {"graph_error", {{"code", 10}, {"subcode", 2018108}}},
      {"comment_deleted", {}},
      {"unknown_fields", {}},
      {"read_lag", {{"min_ms", 1000}, {"max_ms", 60000}}},
      {"echo_before_answer", {}},
      {"echo_late", {{"min_ms", 1000}, {"max_ms", 60000}}},
      {"echo_lost", {}},
      {"webhook_duplicate", {{"min_ms", 0}, {"max_ms", 5000}}},
      {"webhook_delay", {{"min_ms", 100}, {"max_ms", 10000}}},
      {"webhook_reorder", {{"min_ms", 0}, {"max_ms", 500}}},
      {"webhook_batch", {{"window_ms", 200}, {"max", 1000}}},
      {"webhook_wrong_signature", {}},
      {"webhook_answer_lost", {}},
      {"webhook_lost", {}},
      {"oauth_denied", {}},
  };
  std::map<std::string, Fault, std::less<>> out;
  for (const auto& [name, values] : rows) out[name].values = values;
  return out;
}

constexpr std::array kOn = {std::string_view("all"), std::string_view("sends"),
                            std::string_view("reads")};

bool concerns(Fault::On on, Faults::Kind kind) {
  if (on == Fault::On::all) return true;
  return on == Fault::On::sends ? kind == Faults::Kind::send : kind == Faults::Kind::read;
}

std::optional<double> probability_of(const json::Value& value) {
  if (!value.is_number()) return {};
  const double number = value.to_number<double>();
  if (!(number >= 0 && number <= 1)) return {};
  return number;
}

Error invalid(std::string_view name, std::string_view setting, std::string_view why) {
  return Error(Code::invalid, "sim.fault_invalid",
               fmt::format("Fault {}: {} {}.", name, setting, why))
      .at(fmt::format("{}.{}", name, setting));
}

Status set_one(Fault& fault, std::string_view name, std::string_view setting,
               const json::Value& value) {
  if (setting == "fired") return {};
  if (setting == "probability") {
    const auto probability = probability_of(value);
    if (!probability) return invalid(name, setting, "must be from 0 to 1");
    fault.probability = *probability;
    return {};
  }
  if (setting == "on") {
    for (std::size_t i = 0; i < kOn.size(); ++i) {
      if (value == json::Value(kOn[i])) return fault.on = static_cast<Fault::On>(i), Status();
    }
    return invalid(name, setting, "must be all, sends or reads");
  }
  if (!value.is_int64() || value.as_int64() < 0 || value.as_int64() > 1'000'000'000) {
    return invalid(name, setting, "must be a whole number from 0 to 1000000000");
  }
  if (setting == "next") return fault.next = value.as_int64(), Status();
  const auto it = fault.values.find(std::string(setting));
  if (it == fault.values.end()) return invalid(name, setting, "is not a setting of it");
  it->second = value.as_int64();
  return {};
}

}  // namespace

Faults::Faults(Random& random) : random_(random), faults_(switchboard()) {}

bool Faults::strikes(std::string_view name, Kind kind) {
  Fault& fault = (*this)[name];
  if (!concerns(fault.on, kind)) return false;
  if (fault.next > 0) {
    --fault.next;
  } else if (fault.probability <= 0 || random_.unit() >= fault.probability) {
    return false;
  }
  ++fault.fired;
  return true;
}

std::int64_t Faults::value(std::string_view name, std::string_view setting) const {
  const auto it = faults_.find(name);
  check(it != faults_.end(), "no such fault");
  const auto found = it->second.values.find(std::string(setting));
  check(found != it->second.values.end(), "no such setting of a fault");
  return found->second;
}

Duration Faults::drawn_delay(std::string_view name) {
  const auto low = value(name, "min_ms");
  const auto high = std::max(low, value(name, "max_ms"));
  const auto span = static_cast<std::uint64_t>((high - low) * 1000 + 1);
  return std::chrono::milliseconds{low} + Duration{static_cast<std::int64_t>(random_.below(span))};
}

json::Value Faults::to_json() const {
  json::Object out;
  for (const auto& [name, fault] : faults_) {
    json::Object one{{"probability", fault.probability},
                     {"next", fault.next},
                     {"on", kOn[static_cast<std::size_t>(fault.on)]},
                     {"fired", fault.fired}};
    for (const auto& [setting, value] : fault.values) one[setting] = value;
    out[name] = std::move(one);
  }
  return out;
}

Status Faults::change(const json::Value& wanted) {
  if (!wanted.is_object()) {
    return Error(Code::invalid, "sim.fault_invalid", "An object of faults by name is wanted.");
  }
  const auto fresh = switchboard();
  auto changed = faults_;
  for (const auto& [key, settings] : wanted.as_object()) {
    const std::string name(key);
    const auto it = fresh.find(name);
    if (it == fresh.end()) {
      return Error(Code::invalid, "sim.fault_unknown", "There is no fault of that name.").at(name);
    }
    Fault fault = it->second;
    fault.fired = faults_[name].fired;
    if (!settings.is_null() && !settings.is_object()) {
      return invalid(name, "value", "must be an object or null");
    }
    if (settings.is_object()) {
      for (const auto& [setting, value] : settings.as_object()) {
        DUNLIN_CHECK(set_one(fault, name, setting, value));
      }
    }
    changed[name] = std::move(fault);
  }
  faults_ = std::move(changed);
  return {};
}

Fault& Faults::operator[](std::string_view name) {
  const auto it = faults_.find(name);
  check(it != faults_.end(), "no such fault");
  return it->second;
}

void Faults::clear() {
  faults_ = switchboard();
}

void Faults::stop() {
  const auto struck = std::exchange(faults_, switchboard());
  for (auto& [name, fault] : faults_) fault.fired = struck.at(name).fired;
}

}  // namespace dunlin::instagram
