# /etc/varnish/default.vcl: Varnish 6.0 and later. It has no TLS: put hitch, HAProxy or nginx in front of it, which connects to port
# 8443 with the PROXY protocol: varnishd -a :80 -a 127.0.0.1:8443,PROXY -f /etc/varnish/default.vcl

vcl 4.1;

import std;

backend jobtag {
    .host = "127.0.0.1";
    .port = "8080";
}

sub vcl_recv {
    # Varnish sets X-Forwarded-For itself.
    if (std.port(local.ip) == 8443) {
        set req.http.X-Forwarded-Proto = "https";
    } else {
        set req.http.X-Forwarded-Proto = "http";
    }
    set req.http.X-Forwarded-Host = req.http.Host;

    # A response sent event by event, for hours: one thread, without the usual time limits.
    if (req.url ~ "^[^?]*/api/changes/stream/?(\?|$)") {
        return (pipe);
    }
    # The files of the page with a hash in their names are the same for everyone.
    if (req.method == "GET" && req.url ~ "^[^?]*/bundles/[^/?]+$") {
        unset req.http.Cookie;
        unset req.http.Authorization;
        return (hash);
    }
    # Everything else is private or must be revalidated each time.
    return (pass);
}

sub vcl_pipe {
    # The connections end after one stream: a later request would bypass vcl_recv.
    set bereq.http.Connection = "close";
}

sub vcl_backend_response {
    if (beresp.http.Content-Type ~ "^(application/(json|problem\+json|manifest\+json)|text/(html|css|javascript)|image/svg\+xml)") {
        set beresp.do_gzip = true;
    }
}
