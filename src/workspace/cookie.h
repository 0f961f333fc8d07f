#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "net/http.h"

/// How a session travels: one cookie that scripts cannot read, and a token against forged requests
/// that only pages of this origin can know (RELIABILITY §3.3).
namespace dunlin::workspace {

/// `host`: "__Host-sid" with Secure, where people come by TLS. `plain`: "sid", for plain HTTP on
/// loopback.
enum class CookieKind { host, plain };

std::string_view cookie_name(CookieKind kind);
/// The session's token. Empty when there is none, or more than one.
Secret<> session_token(const net::Headers& headers, CookieKind kind);
/// Values of Set-Cookie.
std::string session_cookie(const Secret<>& token, CookieKind kind);
std::string ended_cookie(CookieKind kind);

/// Belongs to the session; worthless without it.
std::string csrf_token(const Secret<>& session_token);

/// Whether this request comes from a page of this server, as far as the browser says where it comes
/// from: Sec-Fetch-Site is same-origin, Origin is this host. A program that says neither passes.
bool is_same_origin(const net::Request& request);

}  // namespace dunlin::workspace
