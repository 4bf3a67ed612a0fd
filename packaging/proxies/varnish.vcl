# /etc/varnish/default.vcl: Varnish from 6.0 on. It speaks no TLS: hitch, HAProxy or nginx in front of it does, and comes to the port
# 8443 by the PROXY protocol: varnishd -a :80 -a 127.0.0.1:8443,PROXY -f /etc/varnish/default.vcl

vcl 4.1;

import std;

backend jobtag {
    .host = "127.0.0.1";
    .port = "8080";
}

sub vcl_recv {
    # X-Forwarded-For Varnish sets by itself.
    if (std.port(local.ip) == 8443) {
        set req.http.X-Forwarded-Proto = "https";
    } else {
        set req.http.X-Forwarded-Proto = "http";
    }
    set req.http.X-Forwarded-Host = req.http.Host;

    # An answer that is sent event by event, for hours: one thread, and none of the time limits of an ordinary answer.
    if (req.url ~ "^[^?]*/api/changes/stream/?(\?|$)") {
        return (pipe);
    }
    # The parts of the page that have a hash in their names are the same for everybody.
    if (req.method == "GET" && req.url ~ "^[^?]*/bundles/[^/?]+$") {
        unset req.http.Cookie;
        unset req.http.Authorization;
        return (hash);
    }
    # Everything else is somebody's own, or asked for anew each time.
    return (pass);
}

sub vcl_pipe {
    # One stream, and then the connections end: what came after it would go past vcl_recv.
    set bereq.http.Connection = "close";
}

sub vcl_backend_response {
    if (beresp.http.Content-Type ~ "^(application/(json|problem\+json|manifest\+json)|text/(html|css|javascript)|image/svg\+xml)") {
        set beresp.do_gzip = true;
    }
}
