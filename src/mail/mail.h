#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "base/secret.h"
#include "db/db.h"

/// Mail: recorded in the transaction of its cause, sent afterwards by SMTP, tried again until it is
/// taken or a day old. Owns mail_queued.
namespace dunlin::mail {

struct Letter {
  enum class Fate {
    send,
    drop,  ///< recorded like the others and never sent, so that nobody learns by the clock
  };
  std::string to;       ///< one address, without a name
  std::string subject;  ///< one line of UTF-8
  std::string text;     ///< UTF-8, lines end in \n
  Fate fate = Fate::send;
};

/// Letters carry links that let somebody in, so their text is sealed while it waits; `id` is the
/// letter's.
struct Seals {
  std::function<std::string(std::int64_t id, const Secret<>&)> seal;
  std::function<Result<Secret<>>(std::int64_t id, std::string_view)> open;
};

/// In the transaction of what it tells about. mail.address_invalid for an address or subject with a
/// control character: nothing that a stranger writes becomes a header or a command.
Status queue(db::Tx& tx, const Seals& seals, std::int64_t id, const Letter& letter, Instant now);

/// RFC 5322 with CRLF: the subject as RFC 2047 words, the text in base64. `id` and the sender's
/// domain make the Message-ID, so that a letter sent twice is known as one.
std::string to_message(const Letter& letter, std::string_view from, std::int64_t id, Instant now);

/// Hands one message to a mail server.
class Carrier {
 public:
  virtual ~Carrier() = default;
  /// Errors: mail.refused (Code::invalid: the server will never take it), mail.unreachable
  /// (Code::unavailable: later).
  virtual Task<Status> carry(std::string to, std::string message) = 0;
};

struct SmtpOptions {
  Secret<> url;         ///< smtp(s)://user:password@host:port
  std::string from;     ///< the envelope's sender
  std::string ca_file;  ///< PEM, instead of the system's
  Duration deadline = std::chrono::seconds{30};
};
/// By libcurl on a thread of its own. smtps:// speaks TLS from the first byte; smtp:// must offer
/// STARTTLS before anything else is said, except on loopback. Certificates are checked.
std::unique_ptr<Carrier> smtp_carrier(SmtpOptions options);

inline constexpr Duration kLetterLife = std::chrono::hours{24};
/// After an attempt failed: a minute, twice as long each time, at most an hour.
Duration delay_after(int attempts);

/// The worker: one letter after the other, woken by `wake`, looking by itself each 10 s. May run on
/// several nodes: a letter that is being carried is put off for the others.
class Courier {
 public:
  /// All outlive it. Without a carrier it only clears away.
  Courier(Seams& seams, db::Database database, Seals seals, std::string from, Carrier* carrier);
  Task<void> run();
  void wake();
  void stop();

 private:
  struct Due;
  Task<Result<std::optional<Due>>> take();
  Task<Status> deliver(Due due);
  Task<void> settle(const Due& due, Status carried);

  Seams& seams_;
  db::Database database_;
  Seals seals_;
  std::string from_;
  Carrier* carrier_;
  Signal wake_;
  bool stopping_ = false;
};

}  // namespace dunlin::mail
