// What of Asio is no template, compiled once instead of in every file that names a socket.
#include <boost/asio/impl/src.hpp>
