# cost.gnuplot - wall time of one mail against its size, from cost.dat (contrib/bench).
set terminal svg size 800,500 background "white"
set output "cost.svg"
set logscale xy
set key left top
set grid
set xlabel "size of the mail (octets), one attachment"
set ylabel "wall time (ms), median"
set xtics ("1 kB" 1e3, "100 kB" 1e5, "1 MB" 1e6, "10 MB" 1e7, "25 MB" 2.5e7)
plot "cost.dat" using 1:2 with linespoints lw 3 title "ticketgate deliver", \
     "" using 1:3 with linespoints title "curl --data-binary", \
     "" using 1:4 with linespoints title "curl -T -", \
     "" using 1:5 with linespoints title "rt-mailgate", \
     "" using 1:6 with linespoints title "Python script"
