"""What sets up machines: systemd, Quadlet, cloud-init, Ignition and Butane, Vagrant. Each is a module of its own."""
