#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "net/signature.h"
#include "sim/instagram/graph.h"

namespace dunlin::instagram {
namespace {

/// Of the parameter `limit`; nothing when it is no number from 1 to `most`.
std::optional<std::size_t> page_size(const GraphCall& call, Page page) {
  const auto text = call.text("limit");
  if (!text) return page.standard;
  std::size_t size = 0;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), size);
  if (parsed.ec != std::errc{} || parsed.ptr != text->data() + text->size()) return {};
  if (size < 1 || size > page.most) return {};
  return size;
}

/// Cursors name the last item given, so that new items in front do not shift the next page.
std::string cursor_of(const json::Value& item) {
  return net::to_base64url("after:" + std::string(item.at("id").as_string()));
}

std::optional<std::size_t> place_after(const json::Array& items, std::string_view cursor) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (cursor_of(items[i]) == cursor) return i + 1;
  }
  return {};
}

}  // namespace

std::variant<std::vector<Field>, GraphError> wanted_fields(
    const GraphCall& call, std::string_view standard,
    std::initializer_list<std::string_view> known) {
  auto fields = parse_fields(call.text("fields").value_or(std::string(standard)));
  if (const auto* list = std::get_if<std::vector<Field>>(&fields)) {
    if (auto error = refuse_unknown_fields(*list, known)) return *std::move(error);
  }
  return fields;
}

std::optional<GraphError> need_scope(const GraphContext& context, std::string_view scope) {
  const auto& scopes = context.token.scopes;
  if (std::find(scopes.begin(), scopes.end(), scope) != scopes.end()) return {};
  return graph_error(10, 0, fmt::format("(#10) This call needs the permission {}", scope));
}

std::optional<GraphError> take_limit(GraphContext& context, Limits::What what) {
  Core& core = context.core;
  return core.limits.take(context.account, what, core.switches(), core.world.clock.monotonic());
}

Outcome paged(const GraphContext& context, json::Array items, Page page) {
  const auto size = page_size(context.call, page);
  if (!size) return bad_parameter(fmt::format("limit must be from 1 to {}", page.most));
  std::size_t first = 0;
  if (const auto after = context.call.text("after")) {
    const auto place = place_after(items, *after);
    if (!place) return bad_parameter("Invalid cursor");
    first = *place;
  }
  const std::size_t last = std::min(first + *size, items.size());
  json::Array data(items.begin() + static_cast<std::ptrdiff_t>(first),
                   items.begin() + static_cast<std::ptrdiff_t>(last));
  json::Object out;
  if (!data.empty()) {
    const std::string after = cursor_of(data.back());
    json::Object paging{
        {"cursors", json::Object{{"before", cursor_of(data.front())}, {"after", after}}}};
    if (last < items.size()) {
      std::string path;
      for (const auto& segment : context.call.path) path += "/" + net::percent_encode(segment);
      paging["next"] = fmt::format("{}{}?after={}&limit={}", context.core.options.public_url, path,
                                   after, *size);
    }
    out["data"] = std::move(data);
    out["paging"] = std::move(paging);
  } else {
    out["data"] = std::move(data);
  }
  return Done{.body = std::move(out)};
}

std::string graph_time(Instant at) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(at);
  std::string text = to_rfc3339(whole);
  text.back() = '+';
  return text + "0000";
}

}  // namespace dunlin::instagram
